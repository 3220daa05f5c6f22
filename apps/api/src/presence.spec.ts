import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { Connections } from '@cube/realtime/connections/connections.service';
import type { Client } from 'graphql-ws';

import { enter, layBot, makeMember } from './staging';
import { type Answer, collect, TestApi } from './testing';

const come = 'mutation ($botId: ID) { bePresent(botId: $botId) }';
const who = '{ name isYou since }';
const watch = `subscription ($botId: ID!, $after: String) { presence(botId: $botId, after: $after) { cursor present ${who} } }`;

describe('[SC-38] presence', () => {
  let house: TestApi;
  let botId = '';
  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());

  const people: Client[] = [];
  beforeEach(async () => {
    botId = (await layBot(house, 'Demo')).botId;
  });
  afterEach(async () => {
    await Promise.all(people.splice(0).map((client) => client.dispose()));
    await until(async () => (await house.test.database.query('select from connection')).length === 0);
  });

  const live = (cookie: string) => {
    const client = house.live(cookie);
    people.push(client);
    // A page follows something; without that the client closes its socket after each message.
    collect(client, 'subscription { sessionChanged { cursor } }');
    return client;
  };
  /** Says something over a socket; what comes back, or how it is refused. */
  const say = async (client: Client, query: string, variables: Record<string, unknown>) => {
    const { results, problems } = collect(client, query, variables);
    await until(() => results.length + problems.length > 0);
    return { answer: results[0], problem: Object(problems[0])[0] };
  };
  const namesIn = (answer: Answer | undefined) =>
    Object(answer?.data?.['presence']).present.map(({ name }: { name: string | null }) => name);
  const present = async (cookie: string) => {
    const { data } = await house.ask(
      `query ($botId: ID!) { presence(botId: $botId) ${who} }`,
      { botId },
      cookie,
    );
    return data?.['presence'];
  };

  it('is said over the socket, seen by others on the page at once, and ends with the socket', async () => {
    const [ada, bea] = await Promise.all(['ada', 'bea'].map((name) => enter(house, name, Role.OPERATOR)));
    const after = String((await house.ask('{ liveCursor }', {}, ada!.cookie)).data?.['liveCursor']);
    const [onlooker, visitor] = [live(ada!.cookie), live(bea!.cookie)];
    const seen = collect(onlooker, watch, { botId, after });
    expect((await say(visitor, come, { botId })).answer).toEqual({ data: { bePresent: true } });
    await until(() => seen.results.length > 0);
    expect(namesIn(seen.results[0])).toEqual(['bea']);
    expect(await present(bea!.cookie)).toEqual([{ name: 'bea', isYou: true, since: expect.any(String) }]);
    expect(await present(ada!.cookie)).toMatchObject([{ name: 'bea', isYou: false }]);
    visitor.terminate();
    await until(() => seen.results.length > 1);
    expect(namesIn(seen.results[1])).toEqual([]);
    expect(seen.results).toHaveLength(2);
  });

  it('is told once of somebody with two windows, who has left when both are closed or elsewhere', async () => {
    const { cookie } = await enter(house, 'ada', Role.OPERATOR);
    const [one, other] = [live(cookie), live(cookie)];
    for (const window of [one, other]) await say(window, come, { botId });
    expect(await present(cookie)).toHaveLength(1);
    await say(one, come, { botId: null });
    expect(await present(cookie)).toHaveLength(1);
    await say(other, come, { botId: (await layBot(house, 'Other')).botId });
    expect(await present(cookie)).toEqual([]);
  });

  it('tells who may not see people that somebody is there, and not who', async () => {
    const [ada, member] = await Promise.all([
      enter(house, 'ada', Role.OPERATOR),
      enter(house, 'mia', Role.MEMBER),
    ]);
    await makeMember(house, botId, member.id, BotRole.VIEWER);
    await say(live(ada.cookie), come, { botId });
    await say(live(member.cookie), come, { botId });
    expect(await present(member.cookie)).toMatchObject([
      { name: null, isYou: false },
      { name: 'mia', isYou: true },
    ]);
    expect(await present(ada.cookie)).toMatchObject([{ name: 'ada' }, { name: 'mia' }]);
  });

  it('is of no bot that somebody does not see, and of none at all over HTTP', async () => {
    const [stranger, ada] = await Promise.all([
      enter(house, 'sue', Role.MEMBER),
      enter(house, 'ada', Role.OPERATOR),
    ]);
    const { answer } = await say(live(stranger.cookie), come, { botId });
    expect(answer?.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const { errors } = await house.ask(come, { botId }, ada.cookie);
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'INVALID' },
      message: expect.stringContaining('WebSocket'),
    });
    expect(await present(ada.cookie)).toEqual([]);
  });

  it.each([
    'mutation ($botId: ID!) { startBot(id: $botId) { id } }',
    'mutation ($botId: ID!) { bePresent(botId: $botId) startBot(id: $botId) { id } }',
    'mutation ($botId: ID!) { ...M } fragment M on Mutation { startBot(id: $botId) { id } }',
    'query ($botId: ID!) { presence(botId: $botId) { since } }',
  ])('opens the socket to no other message: %s', async (query) => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    const { problem } = await say(live(cookie), query, { botId });
    expect(problem).toMatchObject({ extensions: { code: 'INVALID' } });
    expect(await present(cookie)).toEqual([]);
  });

  it('is seen through another api process, which clears up after one that was killed', async () => {
    const { cookie } = await enter(house, 'ada', Role.OPERATOR);
    const onlooker = await enter(house, 'bea', Role.OPERATOR);
    const other = await house.beside();
    const seen = collect(live(onlooker.cookie), watch, { botId });
    try {
      await say(live(cookie), come, { botId });
      await until(() => seen.results.length > 0);
      // As kill -9 leaves it: a row whose process has no heartbeat.
      await house.test.database.query(
        'update connection set process_id = gen_random_uuid() where bot_id = $1',
        [botId],
      );
      expect(await present(cookie)).toEqual([]);
      await other.api.app.get(Connections).sweep();
      await until(() => seen.results.length > 1);
      expect(namesIn(seen.results[1])).toEqual([]);
    } finally {
      await other.api.close();
    }
  });
});
