import { AlertRounds } from './alert-rounds';

describe('[SA-26] a look at alerts without a queue', () => {
  afterEach(() => jest.restoreAllMocks());

  it('leaves what slow targets hold up to the next look, for nobody looks at the rules meanwhile', async () => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const left = ['first', 'second', 'third'];
    let looks = 0;
    const rounds = new AlertRounds(
      Object({ round: async () => (looks += 1) }),
      Object({ due: async () => [...left] }),
      // As long as a webhook that is silent.
      Object({
        deliver: async () => {
          left.shift();
          now += 10_000;
        },
      }),
    );
    await rounds.lookAlone();
    expect({ looks, left }).toEqual({ looks: 1, left: ['third'] });
    await rounds.lookAlone();
    expect({ looks, left }).toEqual({ looks: 2, left: [] });
  });
});
