import { nestedSteps, stepLimits, stepsProblems } from './step-problems';
import type { Step } from './step-shapes';

const reply = (content = 'Hello.'): Step => ({ kind: 'reply', content });
const fieldsOf = (...steps: readonly Step[]) => stepsProblems(steps).map(({ field }) => field);

describe('[SA-34] [SC-44] the rules of steps', () => {
  it('finds nothing wrong with steps of every kind', () => {
    expect(
      stepsProblems([
        reply('Hello {{ user.name }}.'),
        { kind: 'send', channel: '{{ channel.id }}', embeds: [{ title: 'News', color: 0xffffff }] },
        { kind: 'defer', private: true },
        { kind: 'modal', title: 'Form', fields: [{ id: 'why', label: 'Why?' }], steps: [reply()] },
        { kind: 'giveRole', role: '{{ options.role }}' },
        { kind: 'takeRole', role: '1', user: '2' },
        { kind: 'set', variable: 'count', add: '1' },
        { kind: 'http', url: 'https://example.org', as: 'weather' },
        { kind: 'if', value: '{{ args[0] }}', test: 'isEmpty', then: [reply()] },
        { kind: 'run', command: 'other' },
        { kind: 'wait', seconds: 0.5 },
      ]),
    ).toEqual([]);
  });

  it('blames the field of the step, however deep it stands', () => {
    const button = { button: 'primary', label: '', steps: [reply('')] } as const;
    expect(
      fieldsOf({
        kind: 'if',
        value: '',
        test: 'is',
        then: [{ kind: 'reply', content: 'Hi.', components: [[button]] }],
      }),
    ).toEqual([
      'steps.0.value',
      'steps.0.then.0.components.0.0.label',
      'steps.0.then.0.components.0.0.steps.0.content',
    ]);
  });

  it('asks Discord’s rules about embeds, menus, files and forms', () => {
    expect(
      fieldsOf(
        {
          kind: 'reply',
          embeds: [{ title: 't'.repeat(257), image: 'picture.png' }],
          components: [[{ select: 'text', min: 3, max: 2, options: [{ label: '', value: 'a' }] }]],
          files: [{ name: '', content: 'a', url: 'https://example.org' }],
        },
        { kind: 'modal', title: '', fields: [{ id: 'Two Words', label: 'l', min: 9, max: 1 }], steps: [] },
      ).sort(),
    ).toEqual(
      [
        'steps.0.embeds.0.title',
        'steps.0.embeds.0.image',
        'steps.0.components.0.0.min',
        'steps.0.components.0.0.options.0.label',
        'steps.0.files.0.name',
        'steps.0.files.0.url',
        'steps.1.title',
        'steps.1.fields.0.id',
        'steps.1.fields.0.min',
      ].sort(),
    );
  });

  it('does not count what a template may become', () => {
    const long = `{{ user.name }}${'x'.repeat(300)}`;
    expect(fieldsOf({ kind: 'reply', embeds: [{ title: long, image: '{{ user.avatarUrl }}' }] })).toEqual([]);
  });

  it('bounds how many steps there are, and how deep they stand', () => {
    const many = Array.from({ length: stepLimits.list + 1 }, () => reply());
    expect(fieldsOf(...many)).toEqual(['steps']);
    const deep = Array.from({ length: stepLimits.deep + 1 }).reduce<Step>(
      (inner) => ({ kind: 'if', value: 'a', test: 'is', then: [inner] }),
      reply(),
    );
    expect(stepsProblems([deep])[0]?.message).toMatch(/5 deep/);
  });

  it('knows the lists of steps within a step', () => {
    const step: Step = { kind: 'if', value: 'a', test: 'is', then: [reply()], else: [] };
    expect(nestedSteps(step).map(({ path }) => path)).toEqual(['then', 'else']);
  });

  it('look at every part of the steps that do something', () => {
    expect(
      fieldsOf(
        { kind: 'giveRole', role: 'blue' },
        { kind: 'takeRole', role: '{{ options.role }}', user: 'ada' },
        { kind: 'set', variable: 'Count', value: '1', add: 'one' },
        { kind: 'if', value: '', test: 'greaterThan', with: 'many', then: [] },
        { kind: 'if', value: '1', test: 'contains', then: [] },
        { kind: 'run', command: ' ' },
      ),
    ).toEqual([
      'steps.0.role',
      'steps.1.user',
      'steps.2.variable',
      'steps.2.add',
      'steps.2.add',
      'steps.3.value',
      'steps.3.with',
      'steps.4.with',
      'steps.5.command',
    ]);
    const call = (step: object) => fieldsOf({ kind: 'http', url: 'https://example.org', ...step });
    for (const url of [
      '',
      'example.org',
      'ftp://example.org',
      'https://ada:secret@example.org',
      'http://localhost:3000/{{ user.id }}',
      'https://printer.local',
    ])
      expect([url, call({ url })]).toEqual([url, ['steps.0.url']]);
    for (const url of [
      '{{ options.url }}',
      'https://{{ options.host }}/',
      'https://example.org/{{ user.id }}',
    ])
      expect([url, call({ url })]).toEqual([url, []]);
    expect(call({ headers: { 'bad name': 'x', Host: 'x' }, body: 'x', as: 'user' })).toEqual([
      'steps.0.headers.bad name',
      'steps.0.headers.Host',
      'steps.0.body',
      'steps.0.as',
    ]);
  });

  it('[SA-20] let a secret stand by itself alone, and go over https alone', () => {
    const call = (step: object) => fieldsOf({ kind: 'http', url: 'https://example.org', ...step });
    for (const a of ['{{ secret.KEY }}', 'Basic {{secret.KEY}}{{- secret.OTHER -}}', 'my secret.KEY'])
      expect([a, call({ headers: { a } })]).toEqual([a, []]);
    for (const a of [
      '{{ secret.KEY | upcase }}',
      '{{ "x" | append: secret.KEY }}',
      '{% assign a = secret.KEY %}',
      '{% if secret.KEY contains "a" %}a{% endif %}',
      '{{ secret[name] }}',
      '{{ secret }}',
    ])
      expect([a, call({ headers: { a } })]).toEqual([a, ['steps.0.headers.a']]);
    const headers = { a: '{{ secret.KEY }}' };
    for (const url of [
      'http://example.org',
      ' HTTP://example.org/{{ user.id }}',
      'http://{{ options.host }}/',
    ])
      expect([url, call({ url, headers })]).toEqual([url, ['steps.0.url']]);
    expect(call({ url: 'http://example.org' })).toEqual([]);
    expect(call({ url: '{{ options.url }}', headers })).toEqual([]);
  });

  it('know which commands there are, and that none runs itself in the end', () => {
    const commands = new Map([
      ['one', ['two']],
      ['two', ['three', 'two']],
      ['three', []],
      ['circle', ['other', 'start']],
    ]);
    const told = (command: string) =>
      stepsProblems([{ kind: 'run', command }], 'steps', { name: 'start', commands }).map(
        ({ message }) => message,
      );
    expect(told('one')).toEqual([]);
    expect(told('/three')).toEqual([]);
    expect(told('{{ options.command }}')).toEqual([]);
    expect(told('none')).toEqual(['This bot has no custom slash command /none.']);
    expect(told('start')).toEqual(['A command cannot run itself.']);
    expect(told('circle')).toEqual(['This never ends: /start runs /circle runs /start.']);
  });
});
