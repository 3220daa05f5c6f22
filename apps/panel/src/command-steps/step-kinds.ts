import type { Type } from '@angular/core';
import type { Step, StepName, StepOf } from '@cube/discord-rules/steps/step-shapes';

import { DeferForm } from './forms/defer-form';
import { HttpForm } from './forms/http-form';
import { IfForm } from './forms/if-form';
import { ModalForm } from './forms/modal-form';
import { ReplyForm } from './forms/reply-form';
import { RoleForm } from './forms/role-form';
import { RunForm } from './forms/run-form';
import { SendForm } from './forms/send-form';
import { SetForm } from './forms/set-form';
import { WaitForm } from './forms/wait-form';

interface Kind<Name extends StepName> {
  readonly word: string;
  /** One sentence for the menu. */
  readonly means: string;
  readonly form: Type<unknown>;
  readonly make: () => StepOf<Name>;
  /** The step in a few words, while it is folded. */
  readonly says: (step: StepOf<Name>) => string;
}

const said = ({ content, embeds, components }: StepOf<'reply'> | StepOf<'send'>): string =>
  [
    content ?? '',
    embeds?.length ? `${embeds.length} embed` : '',
    components?.length ? 'buttons or menus' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** Every kind of step: to add one, write its form and list it here. */
export const kinds: { readonly [Name in StepName]: Kind<Name> } = {
  reply: {
    word: 'Reply',
    means: 'Answer whoever ran the command.',
    form: ReplyForm,
    make: () => ({ kind: 'reply', content: '' }),
    says: said,
  },
  send: {
    word: 'Send a message',
    means: 'Write into a channel.',
    form: SendForm,
    make: () => ({ kind: 'send', channel: '{{ channel.id }}', content: '' }),
    says: said,
  },
  defer: {
    word: 'Promise an answer',
    means: 'Discord shows that the bot is thinking.',
    form: DeferForm,
    make: () => ({ kind: 'defer' }),
    says: () => '',
  },
  modal: {
    word: 'Open a form',
    means: 'Ask for text, then go on.',
    form: ModalForm,
    make: () => ({
      kind: 'modal',
      title: '',
      fields: [{ id: 'text', label: '' }],
      steps: [],
    }),
    says: ({ title }) => title,
  },
  giveRole: {
    word: 'Give a role',
    means: 'To whoever ran it, or to somebody else.',
    form: RoleForm,
    make: () => ({ kind: 'giveRole', role: '' }),
    says: ({ role }) => role,
  },
  takeRole: {
    word: 'Take a role',
    means: 'From whoever ran it, or from somebody else.',
    form: RoleForm,
    make: () => ({ kind: 'takeRole', role: '' }),
    says: ({ role }) => role,
  },
  set: {
    word: 'Remember something',
    means: 'Set a variable of the bot or the server.',
    form: SetForm,
    make: () => ({ kind: 'set', variable: '', value: '' }),
    says: ({ variable }) => variable,
  },
  http: {
    word: 'Call an address',
    means: 'Ask something of the internet.',
    form: HttpForm,
    make: () => ({ kind: 'http', url: '' }),
    says: ({ url }) => url,
  },
  if: {
    word: 'Branch',
    means: 'Go one way or the other.',
    form: IfForm,
    make: () => ({ kind: 'if', value: '', test: 'is', with: '', then: [] }),
    says: ({ value, test }) => `${value} ${test}`,
  },
  run: {
    word: 'Run another command',
    means: 'With options of your choice.',
    form: RunForm,
    make: () => ({ kind: 'run', command: '' }),
    says: ({ command }) => command,
  },
  wait: {
    word: 'Wait',
    means: 'Then go on.',
    form: WaitForm,
    make: () => ({ kind: 'wait', seconds: 5 }),
    says: ({ seconds }) => `${seconds} s`,
  },
};

export const kindOf = <Name extends StepName>(name: Name): Kind<Name> => kinds[name];

export const sayingOf = <Name extends StepName>(step: StepOf<Name> & { readonly kind: Name }): string =>
  kindOf(step.kind).says(step);

export const kindList: readonly { readonly name: StepName; readonly word: string; readonly means: string }[] =
  (Object.keys(kinds) as StepName[]).map((name) => ({
    name,
    word: kinds[name].word,
    means: kinds[name].means,
  }));

export const newStep = (name: StepName): Step => kindOf(name).make();
