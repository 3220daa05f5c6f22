import { audience, type Seats } from './kit/audience';
import { alternate, type Bench, type Ground } from './kit/ground';
import { House } from './kit/house';
import { Program } from './kit/program';

const subscribers = 5000;
const equal = `subscription { logAdded { cursor entry { id kind level at summary botId } } }`;
const distinct = `subscription ($botId: ID!) {
  commandExecuted(botId: $botId) { cursor entry { id kind level at summary botId } }
}`;

/** What the heap of a server holds for each of 5,000 people who follow something that does not happen. */
export const connections: Bench = {
  name: 'connections',
  unit: 'heap bytes/subscriber, all equal',
  goal: 0.5,
  better: 'lower',
  async measure(ground) {
    return [
      { name: 'connections', ...(await heapOf(ground, { query: equal, subscribers })) },
      {
        name: 'connections distinct',
        unit: 'heap bytes/subscriber, each another bot',
        ...(await heapOf(ground, { query: distinct, subscribers, distinct: true })),
      },
    ];
  },
};

/** Heaps grow once: each round is another process, in turn with the peer's. */
async function heapOf(ground: Ground, seats: Seats) {
  const house = await House.build(ground);
  await house.signIn(1);
  const stock = await house.elsewhere();
  const figures = await alternate(
    3,
    () => perSubscriber(ground, () => house.serve(), house.url, seats),
    () => perSubscriber(ground, () => Program.start(ground, 'pubsub', stock.env), stock.url, seats),
  );
  await house.leave();
  return figures;
}

async function perSubscriber(ground: Ground, serve: () => Promise<Program>, url: string, seats: Seats) {
  const server = await serve();
  // Whatever the first subscriber loads is no part of what each of them costs.
  const first = await audience(ground, url, { ...seats, subscribers: 10 });
  const before = await server.heap();
  const { crowd } = await audience(ground, url, seats);
  const held = (await server.heap()) - before;
  await server.stop();
  await Promise.all([first.crowd, crowd].map((each) => each.stop()));
  return held / seats.subscribers;
}
