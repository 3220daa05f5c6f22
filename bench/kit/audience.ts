import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import type { Ground } from './ground';
import { Program } from './program';

/** Many WebSockets of one program, and how many events have reached them all together. */
export interface Audience {
  readonly crowd: Program;
  heard: number;
}

export interface Seats {
  readonly query: string;
  readonly subscribers: number;
  /** Each follows another bot, by the variable `botId`. */
  readonly distinct?: boolean;
}

/** Times that do not count. */
const mostWarmUps = 5;
/** Sockets for which one request waits. */
const portion = 500;

/** Lets so many people in at a server, each with one subscription. */
export async function audience(
  ground: Ground,
  url: string,
  { query, subscribers, distinct = false }: Seats,
): Promise<Audience> {
  const crowd = await Program.start(ground, 'subscribers', {
    BENCH_URL: `${url.replace('http', 'ws')}/graphql`,
    BENCH_QUERY: query,
    BENCH_DISTINCT: String(distinct),
  });
  for (let left = subscribers; left > 0; left -= portion)
    await crowd.ask('subscribe', Math.min(left, portion));
  // Whatever came of the sockets' opening is over; a subscription has no answer that would tell that it stands.
  await pause(1500);
  return { crowd, heard: 0 };
}

/** Microseconds of CPU that what happens costs a server, from when it begins until the last of those who hear of it has. */
export async function costOf(
  server: Program,
  audience: Audience,
  listeners: number,
  times: number,
  happen: () => Promise<number>,
): Promise<number> {
  const tell = async () => {
    audience.heard += listeners;
    await happen();
    assert.equal(await audience.crowd.ask('delivered', audience.heard), audience.heard);
  };
  for (let event = 0; event < Math.min(times, mostWarmUps); event += 1) await tell();
  const before = await server.cpu();
  for (let event = 0; event < times; event += 1) await tell();
  return ((await server.cpu()) - before) / times;
}
