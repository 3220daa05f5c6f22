import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { SimulatorClient } from '@cube/simulator/client';
import type { LoadOutcome } from '@cube/simulator/load/load-shapes';

import { alternate, type Bench, type Figures, median, type Row } from './kit/ground';
import { House } from './kit/house';
import { online, settle } from './kit/inhabitants';
import { Program } from './kit/program';

const guilds = 10;
/**
 * Interactions a second, and seconds of a round: long enough that one collection of garbage does not decide it, nor what a host
 * does every half minute.
 */
const rates = [
  { perSecond: 1, seconds: 40 },
  { perSecond: 200, seconds: 12 },
  { perSecond: 1000, seconds: 12 },
] as const;
const rounds = 3;
/** Milliseconds after the first load: some twenty seconds later V8 sweeps up what it left, for which the few commands of the first rate are not to blame. */
const rest = 40_000;

/** A host of bots beside the simulator, with one bot that has one command. */
interface Host {
  readonly program: Program;
  readonly application: string;
  readonly command: string;
}

/**
 * A custom command of our worker, with gates, a throttle, a step and the record of it in the log, and one bare discord.js
 * client that replies the same text: milliseconds from the gateway packet to the callback, and CPU.
 */
export const commands: Bench = {
  name: 'commands',
  unit: 'CPU µs/interaction',
  goal: 1.5,
  better: 'lower',
  async measure(ground) {
    const port = await ground.freePort();
    const url = `http://127.0.0.1:${port}`;
    const simulator = await Program.start(ground, 'simulator', { BENCH_PORT: String(port) });
    const client = new SimulatorClient(url);
    // It arranges the guilds.
    const peer = await Program.start(ground, 'discord-bot', { BENCH_URL: url, BENCH_GUILDS: String(guilds) });
    const house = await House.build(ground, { SIMULATOR_URL: url });
    const api = await house.serve();
    const application = await settle(house, client, guilds);
    await api.stop();
    const worker = Program.run(ground, 'worker', house.env);
    const ours = { program: worker, application, command: 'hello' };
    const theirs = { program: peer, application: 'Load 1', command: 'load' };
    await online(house);
    // The first thousands are answered while V8 still compiles, in threads whose work counts as well.
    for (const { application: one, command } of [ours, theirs]) {
      await client.load({ command, applications: [one], perSecond: 1000, seconds: 6 });
    }
    await pause(rest);

    const rows: Row[] = [];
    for (const rate of rates) rows.push(...(await compare(client, ours, theirs, rate)));
    await Promise.all([worker, peer, simulator].map((each) => each.stop()));
    await house.leave();
    return rows;
  },
};

async function compare(
  client: SimulatorClient,
  ours: Host,
  theirs: Host,
  rate: (typeof rates)[number],
): Promise<Row[]> {
  const seen = { ours: new Array<LoadOutcome>(), theirs: new Array<LoadOutcome>() };
  const cpu = await alternate(
    rounds,
    () => costOf(client, ours, rate, seen.ours),
    () => costOf(client, theirs, rate, seen.theirs),
  );
  const latency = (which: 'p50' | 'p99'): Figures => ({
    ours: medianOf(seen.ours, which),
    peer: medianOf(seen.theirs, which),
  });
  const name = `commands ${rate.perSecond}/s`;
  return [
    { name: `${name} cpu`, ...cpu },
    { name: `${name} p50`, unit: 'ms, packet to callback', goal: 1.25, ...latency('p50') },
    // The issue bounds no ratio of it: the goal is that nobody waits three seconds.
    { name: `${name} p99`, unit: 'ms, packet to callback', goal: 3, ...latency('p99') },
  ];
}

/** Microseconds that an interaction costs beside what the host does anyway; leaves what the load was told in `outcomes`. */
async function costOf(
  client: SimulatorClient,
  { program, application, command }: Host,
  { perSecond, seconds }: (typeof rates)[number],
  outcomes: LoadOutcome[],
): Promise<number> {
  const idle = await usedDuring(program, pause(seconds * 1000));
  const load = client.load({ command, applications: [application], perSecond, seconds });
  const used = await usedDuring(program, load);
  const outcome = await load;
  assert(
    outcome.answered === outcome.offered,
    `${command}: ${outcome.answered} of ${outcome.offered} answered.`,
  );
  assert((outcome.latency?.max ?? Infinity) < 3000, `/${command} took ${outcome.latency?.max} ms once.`);
  outcomes.push(outcome);
  return (used - idle) / outcome.offered;
}

async function usedDuring(program: Program, work: Promise<unknown>): Promise<number> {
  const before = await program.cpu();
  await work;
  return (await program.cpu()) - before;
}

const medianOf = (outcomes: readonly LoadOutcome[], which: 'p50' | 'p99'): number =>
  median(outcomes.map(({ latency }) => latency?.[which] ?? Number.NaN));
