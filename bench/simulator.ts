import assert from 'node:assert/strict';

import { SimulatorClient } from '@cube/simulator/client';

import { alternate, type Bench, type Ground } from './kit/ground';
import { Program } from './kit/program';

const perSecond = 2000;
const seconds = 4;

/**
 * 2,000 interactions a second: what one costs the simulator with 100 bots on bare WebSockets that answer, and what it
 * costs one bare discord.js bot that takes the same load of another simulator. Its own goal is 250 µs.
 */
export const simulator: Bench = {
  name: 'simulator',
  unit: 'CPU µs/interaction (≤ 250)',
  goal: 1,
  better: 'lower',
  async measure(ground) {
    const crowd = await scene(ground, 'simulator', { program: 'load-bots', bots: 100, guilds: 10 });
    const alone = await scene(ground, 'simulator-of-one', { program: 'discord-bot', bots: 1, guilds: 10 });
    const figures = await alternate(
      3,
      () => costOf(crowd.simulator, crowd.client),
      () => costOf(alone.bots, alone.client),
    );
    await Promise.all([crowd, alone].flatMap(({ bots, simulator }) => [bots.stop(), simulator.stop()]));
    return figures;
  },
};

interface Wish {
  program: string;
  bots: number;
  guilds: number;
}

async function scene(ground: Ground, name: string, { program, bots, guilds }: Wish) {
  const port = await ground.freePort();
  const url = `http://127.0.0.1:${port}`;
  const simulator = await Program.start(ground, name, { BENCH_PORT: String(port) });
  const env = { BENCH_URL: url, BENCH_BOTS: String(bots), BENCH_GUILDS: String(guilds) };
  return { simulator, bots: await Program.start(ground, program, env), client: new SimulatorClient(url) };
}

async function costOf(program: Program, client: SimulatorClient): Promise<number> {
  await client.load({ perSecond, seconds: 1 });
  const before = await program.cpu();
  const { offered, answered, milliseconds } = await client.load({ perSecond, seconds });
  const used = (await program.cpu()) - before;
  // A busy machine offers and answers more slowly; what is lost makes the figure worthless.
  assert(answered >= offered * 0.99, `Only ${answered} of ${offered} were answered.`);
  const rate = Math.round((answered / milliseconds) * 1000);
  if (rate < perSecond * 0.9) process.stdout.write(`simulator: ${rate} a second instead of ${perSecond}\n`);
  return used / offered;
}
