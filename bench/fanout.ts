import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { alternate, type Bench } from './kit/ground';
import { House } from './kit/house';
import { Program } from './kit/program';

const subscribers = 1000;
const eventsARound = 40;
const query = `subscription {
  logAdded {
    cursor
    entry { id kind level at summary botId
      execution { command userName guildName channelName outcome duration } }
  }
}`;

/** One event to 1,000 equal subscribers, then the next: what a delivery costs the process that serves the sockets. */
export const fanout: Bench = {
  name: 'fanout',
  unit: 'CPU µs/delivery',
  goal: 0.25,
  better: 'lower',
  async measure(ground) {
    const house = await House.build(ground);
    await house.signIn(1);
    const stock = await house.elsewhere();
    const [api, producer, peer] = await Promise.all([
      house.serve(),
      Program.start(ground, 'producer', house.env),
      Program.start(ground, 'pubsub', stock.env),
    ]);
    const ours = await audience(ground, house.url);
    const theirs = await audience(ground, stock.url);

    const figures = await alternate(
      5,
      () => costOf(api, ours, () => producer.ask('record', 1)),
      () => costOf(peer, theirs, () => peer.ask('publish', 1)),
    );
    await Promise.all([ours.crowd, theirs.crowd, api, producer, peer].map((each) => each.stop()));
    await house.leave();
    return figures;
  },
};

interface Audience {
  readonly crowd: Program;
  heard: number;
}

async function audience(ground: Parameters<Bench['measure']>[0], url: string): Promise<Audience> {
  const crowd = await Program.start(ground, 'subscribers', {
    BENCH_URL: `${url.replace('http', 'ws')}/graphql`,
    BENCH_QUERY: query,
  });
  await crowd.ask('subscribe', subscribers);
  // Whatever came of the sockets' opening is over; a subscription has no answer that would tell that it stands.
  await pause(1500);
  return { crowd, heard: 0 };
}

async function costOf(server: Program, audience: Audience, happen: () => Promise<number>): Promise<number> {
  const tell = async () => {
    audience.heard += subscribers;
    await happen();
    assert.equal(await audience.crowd.ask('delivered', audience.heard), audience.heard);
  };
  for (let event = 0; event < 5; event += 1) await tell();
  const before = await server.cpu();
  for (let event = 0; event < eventsARound; event += 1) await tell();
  return ((await server.cpu()) - before) / (eventsARound * subscribers);
}
