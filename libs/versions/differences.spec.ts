import { differencesOf, withRestored } from './differences';

const reply = (content: string) => ({ kind: 'reply', content });

describe('[SA-03] [SA-10] the differences of two versions', () => {
  it('are none between equal states, whatever the order of their keys', () => {
    expect(differencesOf({ a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 })).toEqual([]);
  });

  it('lie as deep as both sides have the same build', () => {
    expect(
      differencesOf(
        { name: 'hello', steps: [reply('Hello.'), reply('Bye.')], shape: { nsfw: true } },
        { name: 'hello', steps: [reply('Hello.'), reply('See you.')], shape: {} },
      ),
    ).toEqual([
      { path: 'steps.1.content', before: 'Bye.', after: 'See you.' },
      { path: 'shape.nsfw', before: true, after: undefined },
    ]);
  });

  it('take a list of another length, and another kind of value, as a whole', () => {
    expect(
      differencesOf({ steps: [], handler: null }, { steps: [reply('Hello.')], handler: 'report' }),
    ).toEqual([
      { path: 'steps', before: [], after: [reply('Hello.')] },
      { path: 'handler', before: null, after: 'report' },
    ]);
  });

  it('name each field of what is new or gone', () => {
    expect(differencesOf(null, { name: 'hello' })).toEqual([
      { path: 'name', before: undefined, after: 'hello' },
    ]);
    expect(differencesOf({ name: 'hello' }, null)).toEqual([
      { path: 'name', before: 'hello', after: undefined },
    ]);
  });

  it('are restored one by one, or all', () => {
    const now = { name: 'hi', steps: [reply('Hi.'), reply('Bye.')], shape: { nsfw: true } };
    const then = { name: 'hello', steps: [reply('Hello.'), reply('Bye!')], shape: {} };
    expect(withRestored(now, then, null)).toEqual(then);
    expect(withRestored(now, then, ['steps.0.content'])).toEqual({
      ...now,
      steps: [reply('Hello.'), reply('Bye.')],
    });
    expect(withRestored(now, then, ['steps'])).toEqual({ ...now, steps: then.steps });
    expect(withRestored(now, then, ['shape.nsfw'])).toEqual({ ...now, shape: {} });
    expect(withRestored(now, then, ['step', 'nothing', ''])).toEqual(now);
  });

  it('keep to the fields themselves where their names are those of prototypes', () => {
    const hostile: Record<string, unknown> = JSON.parse('{ "__proto__": { "isAdmin": true } }');
    expect(differencesOf({}, hostile)).toEqual([
      { path: '__proto__', before: undefined, after: { isAdmin: true } },
    ]);
    const restored = withRestored({}, hostile, null);
    expect(Object.hasOwn(restored, '__proto__')).toBe(true);
    expect(Object(restored)['isAdmin']).toBeUndefined();
    expect(Object({})['isAdmin']).toBeUndefined();
  });
});
