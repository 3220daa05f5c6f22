import { alternate, type Bench } from './kit/ground';
import { Program } from './kit/program';

/**
 * The most CPU that any of our template bombs takes, parsing included: with our limits, and with liquidjs as it stands under
 * limits of its own that are set to the same. Its own goal is 50 ms. The peer's bombs are cut at two seconds.
 */
export const templates: Bench = {
  name: 'templates',
  unit: 'CPU ms of the worst bomb (≤ 50)',
  goal: 0.025,
  better: 'lower',
  async measure(ground) {
    const ours = await Program.start(ground, 'bombs', {});
    const peer = await Program.start(ground, 'stock-liquid', {});
    // A process that has just started compiles while it renders; one that serves bots has rendered before.
    await ours.ask('warm', 500);
    const figures = await alternate(
      5,
      async () => (await ours.ask('worst')) / 1000,
      async () => (await worstOf(peer)) / 1000,
    );
    await Promise.all([ours.stop(), peer.stop()]);
    return figures;
  },
};

/** Each bomb is asked for by itself, so that all of them together may take longer than one answer. */
async function worstOf(peer: Program): Promise<number> {
  const bombs = await peer.ask('bombs');
  let worst = 0;
  for (let index = 0; index < bombs; index += 1) worst = Math.max(worst, await peer.ask('render', index));
  return worst;
}
