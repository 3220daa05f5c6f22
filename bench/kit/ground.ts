/** What the runner (tools/bench.mjs) has prepared: servers on loopback ports, and every program as one bundled file. */
export interface Ground {
  readonly root: string;
  /** A superuser's address of an empty database `cube`. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** The folder of the bundled programs. */
  readonly programs: string;
  /** A folder for CPU profiles, when somebody asked for them. Figures under the profiler are no results. */
  readonly profiles: string | undefined;
  /** The browser of those that need one; undefined where there is none. */
  readonly chromium: string | undefined;
  /** Options of Node with which `npm start` and the images run our servers. */
  readonly serverFlags: readonly string[];
  freePort(): Promise<number>;
}

/** One row of `bench/results.json`, less what is reckoned from it. */
export interface Bench {
  readonly name: string;
  readonly unit: string;
  /** What the ratio of ours to the peer may be at most (`lower`) or at least (`higher`). */
  readonly goal: number;
  readonly better: 'lower' | 'higher';
  /** One row of its own name, or several, each named by what it adds to that: `commands` has `commands 200/s p50`. */
  measure(ground: Ground): Promise<Figures | readonly Row[]>;
}

/** What of a row differs from its bench. */
export interface Row extends Figures, Partial<Pick<Bench, 'unit' | 'goal' | 'better'>> {
  readonly name: string;
}

export interface Figures {
  readonly ours: number;
  readonly peer: number;
}

/**
 * Measures both in turn, each time the other one first, so that whatever disturbs this machine for a while disturbs
 * both; the medians count.
 */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<Figures> {
  const seen = { ours: new Array<number>(), peer: new Array<number>() };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) seen.ours.push(await ours());
    seen.peer.push(await peer());
    if (round % 2 === 1) seen.ours.push(await ours());
  }
  return { ours: median(seen.ours), peer: median(seen.peer) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
}
