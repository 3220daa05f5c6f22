import { Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { LiveServer } from '@cube/realtime/live/live-server';
import { WebSocket } from 'ws';
import { z } from 'zod';

import { enter, executed, layBot } from './staging';
import { type Answer, collect, TestApi } from './testing';

const executions =
  'subscription ($botId: ID, $after: String) { commandExecuted(botId: $botId, after: $after) { cursor gap { reason } entry { summary } } }';

describe('the live feed', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const ran = (botId: string, command: string) =>
    house.api.app.get(EventLog).record(executed(botId, { command }));
  const cursorNow = async () => String((await house.ask('{ liveCursor }', {}, ada)).data?.['liveCursor']);
  const eventsOf = ({ results }: ReturnType<typeof collect>) =>
    results.map(({ data }) => Object(data?.['commandExecuted']));

  it('[SC-20] sends every event once and in order, however a subscriber comes in while they happen', async () => {
    const after = await cursorNow();
    const client = house.live(ada);
    const followers: ReturnType<typeof collect>[] = [];
    for (let index = 0; index < 600; index += 1) {
      ran('bot-1', `c${index}`);
      if (index % 100 === 50) {
        followers.push(collect(client, executions, { botId: 'bot-1', after }));
        // Lets batches be written and sent between the subscribers.
        await new Promise((resolve) => setImmediate(resolve));
        await cursorNow();
      }
    }
    await until(() => followers.every(({ results }) => results.length >= 600));
    const expected = Array.from(
      { length: 600 },
      (_, index) => `ada ran /c${index} in a direct message, and got an answer.`,
    );
    for (const follower of followers) {
      expect(eventsOf(follower).map(({ entry }) => entry.summary)).toEqual(expected);
      expect(new Set(eventsOf(follower).map(({ cursor }) => cursor)).size).toBe(600);
    }
    await client.dispose();
  });

  it('sends an event to those who follow its bot, or all bots, and to nobody else', async () => {
    const client = house.live(ada);
    const after = await cursorNow();
    const [one, other, all] = ['bot-1', 'bot-2', null].map((botId) =>
      collect(client, executions, { botId, after }),
    );
    ran('bot-1', 'x');
    ran('bot-2', 'y');
    await until(() => all!.results.length === 2 && one!.results.length === 1 && other!.results.length === 1);
    expect(eventsOf(one!)[0].entry.summary).toContain('/x');
    expect(eventsOf(other!)[0].entry.summary).toContain('/y');
    await client.dispose();
  });

  it.each([
    ['another log', Buffer.from('deadbeef:5').toString('base64url')],
    ['the future', ''],
  ])('says that there is a gap, instead of nothing, for a cursor of %s', async (_, given) => {
    const [epoch] = Buffer.from(await cursorNow(), 'base64url')
      .toString()
      .split(':');
    const after = given || Buffer.from(`${epoch}:999999999`).toString('base64url');
    const client = house.live(ada);
    const follower = collect(client, executions, { after });
    await until(() => follower.results.length > 0);
    expect(eventsOf(follower)[0]).toMatchObject({ gap: { reason: expect.any(String) }, entry: null });
    ran('bot-1', 'after the gap');
    await until(() => follower.results.length > 1);
    expect(eventsOf(follower)[1].entry.summary).toContain('after the gap');
    await client.dispose();
  });

  it('shows what is only for its owner to nobody who follows the same with equal permissions [SA-19]', async () => {
    const [owner, other] = await Promise.all(['bea', 'cleo'].map((name) => enter(house, name, Role.VIEWER)));
    const { botId } = await layBot(house, 'owned');
    await house.test.database.query('update account set email = $2, new_email = $3 where id = $1', [
      owner!.id,
      'bea@example.org',
      'bea.new@example.org',
    ]);
    await house.test.database.query('update bot set owner_id = $2 where id = $1', [botId, owner!.id]);
    const changes = `subscription ($botId: ID) {
      botChanged(botId: $botId) { bot { owner { name email newEmail access { because } } } }
    }`;
    // Whoever comes first decides nothing for the others.
    const clients = [owner!, other!].map(({ cookie }) => house.live(cookie));
    const followers: ReturnType<typeof collect>[] = [];
    for (const client of clients) {
      followers.push(collect(client, changes, { botId }));
      await cursorNow();
    }
    await until(async () => {
      await house.ask('mutation ($id: ID!) { startBot(id: $id) { id } }', { id: botId }, ada);
      return followers.every(({ results }) => results.length > 0);
    });
    for (const { results } of followers) {
      expect(results[0]).toEqual({
        data: { botChanged: { bot: { owner: { name: 'bea', email: null, newEmail: null, access: [] } } } },
      });
    }
    await Promise.all(clients.map((client) => client.dispose()));
  });

  it('ends at once, and tells its followers so, when the api is stopped', async () => {
    const other = await TestApi.start();
    const { cookie } = await other.signIn('ada');
    const client = other.live(cookie);
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    collect(client, executions);
    await until(async () => {
      const { data } = await other.ask('{ connections { totalCount } }', {}, cookie);
      return Object(data?.['connections']).totalCount > 0;
    });
    await other.end();
    expect(await closed).toBe(1001);
  });

  it('keeps no row of a socket that goes while it comes', async () => {
    const url = `${house.url.replace('http', 'ws')}/graphql`;
    for (let round = 0; round < 20; round += 1) {
      const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie: ada } });
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send('{"type":"connection_init"}');
      setTimeout(() => socket.terminate(), round / 2);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    await until(async () => {
      const { data } = await house.ask('{ connections { totalCount } }', {}, ada);
      return Object(data?.['connections']).totalCount === 0;
    });
  });

  it('refuses what is no cursor', async () => {
    const client = house.live(ada);
    const follower = collect(client, executions, { after: 'nonsense' });
    await until(() => follower.problems.length > 0 || follower.results.length > 0);
    expect(JSON.stringify([follower.problems, follower.results])).toContain('cursor');
    await client.dispose();
  });

  it('closes a connection that an admin closes, wherever it is open', async () => {
    const list = '{ connections { nodes { id } } }';
    const idsOf = ({ data }: Answer) =>
      z
        .array(z.object({ id: z.string() }))
        .parse(Object(data?.['connections']).nodes)
        .map(({ id }) => id);
    const before = idsOf(await house.ask(list, {}, ada));
    const client = house.live(ada);
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    collect(client, executions);
    let id = '';
    await until(async () => {
      id = idsOf(await house.ask(list, {}, ada)).find((each) => !before.includes(each)) ?? '';
      return id !== '';
    });
    await house.ask('mutation ($id: ID!) { closeConnection(id: $id) { id } }', { id }, ada);
    expect(await closed).toBe(4499);
  });

  it('closes a socket whose session has run out', async () => {
    const { cookie } = await house.signIn('ada');
    const client = house.live(cookie);
    let code = 0;
    client.on('closed', (event) => (code = Object(event).code));
    collect(client, executions);
    await until(async () => {
      const { data } = await house.ask('{ connections { totalCount } }', {}, ada);
      return Object(data?.['connections']).totalCount > 0;
    });
    await house.test.database.query(
      'update session set expires_at = now() where id = (select id from session order by created_at desc limit 1)',
    );
    await until(async () => {
      await house.api.app.get(LiveServer).closeEnded();
      return code !== 0;
    });
    expect(code).toBe(4403);
  });

  it.each([
    ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { ... on Subscription { logAdded { cursor } } }', 'INVALID'],
    ['subscription { ...F } fragment F on Subscription { logAdded { cursor } }', 'INVALID'],
    ['subscription { logAdded @skip(if: true) { cursor } }', 'INVALID'],
  ])('answers %s with a code, and leaves the socket open', async (query, code) => {
    const client = house.live(ada);
    const { problems } = collect(client, query);
    await until(() => problems.length > 0);
    expect(problems[0]).toMatchObject([{ extensions: { code } }]);
    await client.dispose();
  });
});
