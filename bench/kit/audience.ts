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
  await crowd.ask('subscribe', subscribers);
  // Whatever came of the sockets' opening is over; a subscription has no answer that would tell that it stands.
  await pause(1500);
  return { crowd, heard: 0 };
}

/** Microseconds of CPU that an event costs a server, from when it happens until the last of those who follow it has it. */
export async function costOf(
  server: Program,
  audience: Audience,
  listeners: number,
  events: number,
  happen: (index: number) => Promise<number>,
): Promise<number> {
  const tell = async (index: number) => {
    audience.heard += listeners;
    await happen(index);
    assert.equal(await audience.crowd.ask('delivered', audience.heard), audience.heard);
  };
  for (let event = 0; event < 5; event += 1) await tell(event);
  const before = await server.cpu();
  for (let event = 0; event < events; event += 1) await tell(event);
  return ((await server.cpu()) - before) / events;
}
