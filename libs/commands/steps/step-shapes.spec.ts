import { stepsProblems } from '@cube/discord-rules/steps/step-problems';
import type { Step, StepName } from '@cube/discord-rules/steps/step-shapes';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { SafeHttp } from '../http/safe-http';
import { SecretStore } from '../secrets/secret-store';
import { Variables } from '../variables/variables.service';
import { STEP_KINDS, StepBook } from './step-book';
import type { StepData, StepKind } from './step-kind';
import { stepKinds } from './step-kinds';

/** Checking a step asks nothing of the database. */
@Module({
  providers: [
    ...stepKinds,
    { provide: SafeHttp, useValue: new SafeHttp() },
    { provide: Variables, useValue: null },
    { provide: SecretStore, useValue: {} },
    { provide: STEP_KINDS, useFactory: (...kinds: StepKind[]) => kinds, inject: [...stepKinds] },
    StepBook,
  ],
})
class Kinds {}

/** One of each kind with all that it can have. */
const full: { readonly [Name in StepName]: Step & { readonly kind: Name } } = {
  reply: {
    kind: 'reply',
    private: true,
    content: 'Hello {{ user.name }}.',
    embeds: [
      {
        title: 'Title',
        description: 'Text',
        url: 'https://example.org',
        color: 1,
        author: { name: 'A', url: 'https://example.org', iconUrl: 'https://example.org/a.png' },
        fields: [{ name: 'N', value: 'V', inline: true }],
        image: 'https://example.org/a.png',
        thumbnail: 'https://example.org/a.png',
        footer: { text: 'F', iconUrl: 'https://example.org/a.png' },
      },
    ],
    components: [
      [
        { button: 'primary', label: 'Go', emoji: '🎉', disabled: false, steps: [{ kind: 'defer' }] },
        { button: 'link', label: 'Read', url: 'https://example.org' },
      ],
      [
        {
          select: 'text',
          placeholder: 'Pick',
          min: 0,
          max: 1,
          options: [{ label: 'L', value: 'v', description: 'D', emoji: '🎉' }],
          steps: [],
        },
      ],
    ],
    files: [{ name: 'a.txt', content: 'A' }],
  },
  send: { kind: 'send', channel: '{{ channel.id }}', files: [{ name: 'a', url: 'https://example.org' }] },
  defer: { kind: 'defer', private: true },
  modal: {
    kind: 'modal',
    title: 'Form',
    fields: [
      { id: 'a', label: 'A', long: true, required: false, min: 0, max: 9, placeholder: 'P', value: 'V' },
    ],
    steps: [],
  },
  giveRole: { kind: 'giveRole', role: '1', user: '2' },
  takeRole: { kind: 'takeRole', role: '1' },
  set: { kind: 'set', variable: 'a', of: 'bot', value: '1' },
  http: { kind: 'http', url: 'https://example.org', method: 'POST', headers: { a: 'b' }, body: 'c', as: 'd' },
  if: { kind: 'if', value: 'a', test: 'isNot', with: 'b', then: [], else: [] },
  run: { kind: 'run', command: 'other', options: { a: 'b' } },
  wait: { kind: 'wait', seconds: 1 },
};

describe('[SC-44] the steps that the panel writes', () => {
  let book: StepBook;

  beforeAll(async () => {
    const context = await NestFactory.createApplicationContext(Kinds, { logger: false });
    book = context.get(StepBook);
  });

  it.each(Object.values(full))('reads every field of $kind that the panel knows', (step) => {
    expect(stepsProblems([step])).toEqual([]);
    expect(book.problems([step as StepData])).toEqual([]);
  });

  it('says before it keeps a message or a form what Discord would refuse of it', () => {
    const steps: readonly Step[] = [
      { kind: 'reply', components: [[{ button: 'link', label: 'Read', url: 'nowhere' }]] },
      { kind: 'modal', title: 't'.repeat(46), fields: [{ id: 'a', label: '' }], steps: [] },
    ];
    expect(book.problems(steps as readonly StepData[]).map(({ field }) => field)).toEqual([
      'steps.0.components.0.0.url',
      'steps.1.title',
      'steps.1.fields.0.label',
    ]);
  });
});
