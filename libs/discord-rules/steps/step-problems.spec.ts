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
});
