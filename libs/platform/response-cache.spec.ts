import { ResponseCache } from './response-cache';

describe('[SA-28] the response cache', () => {
  const counting = (most = 10) => {
    const asked: string[] = [];
    const gates: (() => void)[] = [];
    const cache = new ResponseCache<{ readonly name: string; readonly at?: Date }, { readonly said: string }>(
      most,
      async ({ name }) => {
        asked.push(name);
        await new Promise<void>((resolve) => gates.push(resolve));
        if (name === 'bad') throw new Error('It broke.');
        return { said: name };
      },
    );
    const open = () => gates.splice(0).forEach((gate) => gate());
    return { asked, cache, open };
  };

  it('asks once for all who ask the same at a time, and soon after', async () => {
    const { asked, cache, open } = counting();
    const both = Promise.all([cache.get({ name: 'a' }), cache.get({ name: 'a' })]);
    open();
    expect(await both).toEqual([{ said: 'a' }, { said: 'a' }]);
    expect(await cache.get({ name: 'a' })).toEqual({ said: 'a' });
    expect(asked).toEqual(['a']);
  });

  it('takes no question for another', async () => {
    const { asked, cache, open } = counting();
    const all = Promise.all([
      cache.get({ name: 'a' }),
      cache.get({ name: 'b' }),
      cache.get({ name: 'a', at: new Date(1) }),
      cache.get({ name: 'a', at: new Date(2) }),
    ]);
    open();
    expect(await all).toHaveLength(4);
    expect(asked).toEqual(['a', 'b', 'a', 'a']);
  });

  it('tells a failure to all who waited for it, and asks anew', async () => {
    const { asked, cache, open } = counting();
    const both = Promise.allSettled([cache.get({ name: 'bad' }), cache.get({ name: 'bad' })]);
    open();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = expect(cache.get({ name: 'bad' })).rejects.toThrow('It broke.');
    open();
    await again;
    expect(asked).toEqual(['bad', 'bad']);
  });

  it('gives whoever waits their answer, though others pushed it out', async () => {
    const { cache, open } = counting(1);
    const all = Promise.all([cache.get({ name: 'a' }), cache.get({ name: 'b' }), cache.get({ name: 'c' })]);
    open();
    expect(await all).toEqual([{ said: 'a' }, { said: 'b' }, { said: 'c' }]);
  });
});
