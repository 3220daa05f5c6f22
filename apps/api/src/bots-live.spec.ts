import { BotRole, Role } from '@cube/auth/roles';
import { GuildSyncs } from '@cube/guilds/guild-syncs.service';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';

import { enter, layBot, makeMember } from './staging';
import { collect, TestApi } from './testing';

const live = `subscription ($filter: BotsFilter, $first: Int, $after: String) {
  botsLive(filter: $filter, first: $first, after: $after) { cursor gap { reason } snapshot { name } change botId bot { name } }
}`;

describe('botsLive', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());
  afterEach(() => house.test.database.query('delete from bot'));

  const eventsOf = ({ results }: ReturnType<typeof collect>) =>
    results.map(({ data }) => Object(data?.['botsLive']));
  const rename = (botId: string, name: string, cookie: string) =>
    house.ask(
      'mutation ($id: ID!, $name: String) { updateBot(id: $id, input: { name: $name }) { id } }',
      { id: botId, name },
      cookie,
    );
  const namesOf = (event: { snapshot: { name: string }[] | null }) => event.snapshot?.map(({ name }) => name);

  it('begins with all bots that match, then tells of each that changes, comes or goes', async () => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    const [one] = [
      await layBot(house, 'Alpha bot'),
      await layBot(house, 'Beta bot'),
      await layBot(house, 'Cube'),
    ];
    const client = house.live(cookie);
    const follower = collect(client, live, { filter: { search: 'BOT' } });
    await until(() => follower.results.length === 1);
    expect(eventsOf(follower)[0]).toMatchObject({ gap: null, change: null, bot: null });
    expect(namesOf(eventsOf(follower)[0])).toEqual(['Alpha bot', 'Beta bot']);
    // An event tells of a bot as it is when it is told: whoever changes it again is to have seen that.
    const next = async (change: Promise<unknown>) => {
      const known = follower.results.length;
      await change;
      await until(() => follower.results.length > known);
      return eventsOf(follower).at(-1);
    };
    const known = { botId: one.botId, snapshot: null };
    expect(await next(rename(one.botId, 'Gamma bot', cookie))).toMatchObject({
      ...known,
      change: 'UPDATED',
      bot: { name: 'Gamma bot' },
    });
    expect(await next(rename(one.botId, 'Gamma', cookie))).toMatchObject({ ...known, bot: null });
    expect(await next(rename(one.botId, 'Delta bot', cookie))).toMatchObject({
      ...known,
      bot: { name: 'Delta bot' },
    });
    const removal = house.ask('mutation ($id: ID!) { removeBot(id: $id) }', { id: one.botId }, cookie);
    expect(await next(removal)).toMatchObject({ ...known, change: 'REMOVED', bot: null });
    await client.dispose();
  });

  it('goes on from a cursor without a snapshot, and behind a gap begins with one', async () => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    const { botId } = await layBot(house, 'Alpha');
    const client = house.live(cookie);
    const first = collect(client, live);
    await until(() => first.results.length === 1);
    const { cursor } = eventsOf(first)[0];
    first.stop();
    await rename(botId, 'Beta', cookie);
    const resumed = collect(client, live, { after: cursor });
    await until(() => resumed.results.length === 1);
    expect(eventsOf(resumed)[0]).toMatchObject({ snapshot: null, change: 'UPDATED', bot: { name: 'Beta' } });
    const lost = collect(client, live, { after: Buffer.from('deadbeef:5').toString('base64url') });
    await until(() => lost.results.length === 1);
    expect(eventsOf(lost)[0]).toMatchObject({
      gap: { reason: expect.any(String) },
      snapshot: [{ name: 'Beta' }],
    });
    await client.dispose();
  });

  it('loses and doubles nothing that happens while snapshots are read', async () => {
    const { cookie } = await enter(house, 'ada', Role.OWNER);
    const bots = await Promise.all(['a', 'b', 'c'].map((name) => layBot(house, name)));
    const client = house.live(cookie);
    const followers: ReturnType<typeof collect>[] = [];
    const measure = async (latency: number) => {
      for (const { botId } of bots) {
        await house.api.app.get(EventLog).transact(async (manager, emit) => {
          await manager.query('update bot set latency = $2 where id = $1', [botId, latency]);
          await emit({ kind: 'bot.measured', topic: botId, subject: null, data: { botId, latency } });
        });
      }
    };
    const query = '{ botsLive { cursor snapshot { id latency } bot { id latency } } }';
    for (let round = 1; round <= 30; round += 1) {
      await measure(round);
      if (round % 5 === 0) followers.push(collect(client, `subscription ${query}`));
    }
    const stateOf = ({ results }: ReturnType<typeof collect>) => {
      const state = new Map<string, number>();
      results
        .map(({ data }) => Object(data?.['botsLive']))
        .flatMap(({ snapshot, bot }) => snapshot ?? [bot])
        .forEach(({ id, latency }) => state.set(id, latency));
      return state;
    };
    await until(() => followers.every((each) => bots.every(({ botId }) => stateOf(each).get(botId) === 30)));
    for (const { results } of followers) {
      const cursors = results.map(({ data }) => Object(data?.['botsLive']).cursor);
      expect(new Set(cursors).size).toBe(cursors.length);
    }
    await client.dispose();
  });

  it('shows a member no bot but theirs, also when it matches', async () => {
    const [member, owner] = [await enter(house, 'mia', Role.MEMBER), await enter(house, 'ada', Role.OWNER)];
    const [mine, other] = [await layBot(house, 'Mine'), await layBot(house, 'Other')];
    await makeMember(house, mine.botId, member.id, BotRole.VIEWER);
    const client = house.live(member.cookie);
    const follower = collect(client, live);
    await until(() => follower.results.length === 1);
    expect(namesOf(eventsOf(follower)[0])).toEqual(['Mine']);
    await rename(other.botId, 'Other 2', owner.cookie);
    await rename(mine.botId, 'Mine 2', owner.cookie);
    await until(() => follower.results.length === 2);
    expect(eventsOf(follower)[1]).toMatchObject({ bot: { name: 'Mine 2' } });
    await client.dispose();
  });

  it.each([{ first: 101 }, { first: 0 }, { filter: { search: 'x'.repeat(101) } }])(
    'refuses %j in words',
    async (variables) => {
      const { cookie } = await enter(house, 'ada', Role.OWNER);
      const client = house.live(cookie);
      const { results, problems } = collect(client, live, variables);
      await until(() => results.length + problems.length > 0);
      expect(JSON.stringify([results, problems])).toContain('INVALID');
      await client.dispose();
    },
  );
});

describe('jobProgress', () => {
  let house: TestApi;
  beforeAll(async () => {
    house = await TestApi.start();
  });
  afterAll(() => house.end());

  const query = `subscription ($botId: ID, $after: String) {
    jobProgress(botId: $botId, after: $after) { cursor job subjectId botId state done total problem }
  }`;

  it('tells how far the reading of a bot’s servers is, and nobody of another’s', async () => {
    const [ada, member] = [await enter(house, 'ada', Role.OWNER), await enter(house, 'mia', Role.MEMBER)];
    const [mine, other] = [await layBot(house, 'Mine'), await layBot(house, 'Other')];
    await makeMember(house, mine.botId, member.id, BotRole.VIEWER);
    const after = String((await house.ask('{ liveCursor }', {}, ada.cookie)).data?.['liveCursor']);
    const clients = [house.live(ada.cookie), house.live(member.cookie)];
    const [all, theirs] = clients.map((client) => collect(client, query, { after }));
    const syncs = house.api.app.get(GuildSyncs);
    await syncs.request(other.botId);
    await syncs.fail(other.botId, 'Discord is away.');
    await syncs.request(mine.botId);
    await until(() => all!.results.length >= 3 && theirs!.results.length >= 1);
    const progress = all!.results.map(({ data }) => Object(data?.['jobProgress']));
    expect(progress.map(({ job, botId, state, problem }) => [job, botId, state, problem])).toEqual([
      ['GUILD_READING', other.botId, 'QUEUED', null],
      ['GUILD_READING', other.botId, 'FAILED', 'Discord is away.'],
      ['GUILD_READING', mine.botId, 'QUEUED', null],
    ]);
    expect(theirs!.results.map(({ data }) => Object(data?.['jobProgress']).botId)).toEqual([mine.botId]);
    await Promise.all(clients.map((client) => client.dispose()));
  });

  it('tells of mails those who manage people, and nobody else', async () => {
    const [ada, viewer] = [await enter(house, 'ada', Role.OWNER), await enter(house, 'vic', Role.VIEWER)];
    const after = String((await house.ask('{ liveCursor }', {}, ada.cookie)).data?.['liveCursor']);
    const clients = [house.live(ada.cookie), house.live(viewer.cookie)];
    const [hers, his] = clients.map((client) => collect(client, query, { after }));
    await house.ask('mutation { invite(email: "new@example.org", role: VIEWER) { email } }', {}, ada.cookie);
    await house.api.app.get(GuildSyncs).request((await layBot(house, 'Last')).botId);
    await until(() => hers!.results.length >= 2 && his!.results.length >= 1);
    expect(hers!.results.map(({ data }) => Object(data?.['jobProgress']).job)).toEqual([
      'MAIL',
      'GUILD_READING',
    ]);
    expect(his!.results.map(({ data }) => Object(data?.['jobProgress']).job)).toEqual(['GUILD_READING']);
    await Promise.all(clients.map((client) => client.dispose()));
  });
});
