import { audience, costOf } from './kit/audience';
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
    const ours = await audience(ground, house.url, { query, subscribers });
    const theirs = await audience(ground, stock.url, { query, subscribers });

    const figures = await alternate(
      5,
      () => perDelivery(costOf(api, ours, subscribers, eventsARound, () => producer.ask('record', 1))),
      () => perDelivery(costOf(peer, theirs, subscribers, eventsARound, () => peer.ask('publish', 1))),
    );
    await Promise.all([ours.crowd, theirs.crowd, api, producer, peer].map((each) => each.stop()));
    await house.leave();
    return figures;
  },
};

const perDelivery = async (perEvent: Promise<number>) => (await perEvent) / subscribers;
