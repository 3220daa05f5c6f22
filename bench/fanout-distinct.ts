import { audience, costOf } from './kit/audience';
import { alternate, type Bench } from './kit/ground';
import { House } from './kit/house';
import { Program } from './kit/program';

const subscribers = 1000;
const eventsARound = 400;
/** Rounds of each that do not count. */
const warmUps = 3;
const query = `subscription ($botId: ID!) {
  commandExecuted(botId: $botId) {
    cursor
    entry { id kind level at summary botId
      execution { command userName guildName channelName outcome duration } }
  }
}`;

/** 1,000 subscribers who each follow another bot, and events of one bot at a time: 200 a second: what an event costs that one of them wants. */
export const fanoutDistinct: Bench = {
  name: 'fanout-distinct',
  unit: 'CPU µs/event',
  goal: 0.15,
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
    const seats = { query, subscribers, distinct: true };
    const ours = await audience(ground, house.url, seats);
    const theirs = await audience(ground, stock.url, seats);

    const ofOurs = () =>
      perEvent(costOf(api, ours, eventsARound, 1, () => producer.ask('recordOfEach', eventsARound)));
    const ofTheirs = () =>
      perEvent(costOf(peer, theirs, eventsARound, 1, () => peer.ask('publishOfEach', eventsARound)));
    // The first thousands are handed on while V8 still compiles, in threads whose work counts as well.
    await alternate(warmUps, ofOurs, ofTheirs);
    const figures = await alternate(7, ofOurs, ofTheirs);
    await Promise.all([ours.crowd, theirs.crowd, api, producer, peer].map((each) => each.stop()));
    await house.leave();
    return figures;
  },
};

const perEvent = async (perRound: Promise<number>) => (await perRound) / eventsARound;
