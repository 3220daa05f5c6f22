import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import type { Client } from 'graphql-ws';

import { enter, layBot, makeMember } from './staging';
import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

const accessKeyTold = (client: Client) =>
  new Promise<unknown>((resolve) => client.on('connected', (_, told) => resolve(told?.['accessKey'])));

describe('access', () => {
  let house: TestApi;
  let owner: { readonly id: string; readonly cookie: string };

  beforeAll(async () => {
    house = await TestApi.start();
    owner = await enter(house, 'ada', Role.OWNER);
  });
  afterAll(() => house.end());

  const setMember = (botId: string, accountId: string, role: BotRole, cookie = owner.cookie) =>
    house.ask(
      'mutation ($botId: ID!, $accountId: ID!, $role: BotRole!) { setBotMember(botId: $botId, accountId: $accountId, role: $role) { role account { name } } }',
      { botId, accountId, role },
      cookie,
    );

  it('[SA-18] [OM-09] shows a member in lists what is theirs, and nothing of anybody else', async () => {
    const mine = await layBot(house, 'Mine');
    const other = await layBot(house, 'Other');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, mine.botId, grace.id, BotRole.VIEWER);
    // Both bots are in one guild: of its bots she sees hers alone.
    await house.test.database.query(
      "insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)",
      [other.botId, mine.guildId],
    );
    const { data } = await house.ask(
      `{ bots { totalCount nodes { id tokenFingerprint } }
         guilds { totalCount nodes { id bots { id } } }
         logs { nodes { botId } } }`,
      {},
      grace.cookie,
    );
    expect(data).toEqual({
      bots: { totalCount: 1, nodes: [{ id: mine.botId, tokenFingerprint: null }] },
      guilds: { totalCount: 1, nodes: [{ id: mine.guildId, bots: [{ id: mine.botId }] }] },
      logs: { nodes: [] },
    });
  });

  it('answers for a bot of somebody else as for one that does not exist', async () => {
    const { botId, commandId, guildId } = await layBot(house, 'Hidden');
    const grace = await enter(house, 'grace', Role.MEMBER);
    const nobody = '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
    const documents: readonly (readonly [string, string, string])[] = [
      ['query ($id: ID!) { bot(id: $id) { id } }', botId, nobody],
      ['query ($id: ID!) { commands(botId: $id) { nodes { id } } }', botId, nobody],
      ['query ($id: ID!) { command(id: $id) { id } }', commandId, nobody],
      ['query ($id: ID!) { guild(id: $id) { id } }', guildId, '123456789012345678'],
      ['query ($id: ID!) { logs(filter: { botId: $id }) { nodes { id } } }', botId, nobody],
      ['query ($id: ID!) { explainAccess(permission: RUN_BOTS, botId: $id) { because } }', botId, nobody],
      ['mutation ($id: ID!) { removeBot(id: $id) }', botId, nobody],
      ['mutation ($id: ID!) { deleteCommand(id: $id) }', commandId, nobody],
    ];
    for (const [document, known, unknown] of documents) {
      const forHers = await house.ask(document, { id: known }, grace.cookie);
      const forNone = await house.ask(document, { id: unknown }, grace.cookie);
      expect(codeOf(forHers)).toBe('NOT_FOUND');
      expect(forHers).toEqual(forNone);
    }
  });

  it('keeps live events of other bots from a member, also when all are asked for', async () => {
    const mine = await layBot(house, 'Mine');
    const other = await layBot(house, 'Other');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, mine.botId, grace.id, BotRole.VIEWER);
    const client = house.live(grace.cookie);
    const bots = collect(client, 'subscription { botChanged { botId bot { id } } }');
    const logs = collect(client, 'subscription { logAdded { entry { botId summary } } }');
    const start = 'mutation ($id: ID!) { startBot(id: $id) { id } }';
    await until(async () => {
      await house.ask(start, { id: other.botId }, owner.cookie);
      await house.ask(start, { id: mine.botId }, owner.cookie);
      return bots.results.length > 1 && logs.results.length > 1;
    });
    const ids = [...bots.results, ...logs.results].map(({ data }) => {
      const { botId, entry } = Object(Object.values(data ?? {})[0]);
      return botId ?? entry.botId;
    });
    expect(new Set(ids)).toEqual(new Set([mine.botId]));
    await client.dispose();
  });

  it('closes the sockets of whoever may do other things by now, and lets them come back', async () => {
    const { botId } = await layBot(house, 'Shared');
    const grace = await enter(house, 'grace', Role.MEMBER);
    expect(await setMember(botId, grace.id, BotRole.VIEWER)).toMatchObject({
      data: { setBotMember: { role: 'VIEWER', account: { name: 'grace' } } },
    });
    const client = house.live(grace.cookie);
    const toldBefore = accessKeyTold(client);
    const closed = new Promise<number>((resolve) =>
      client.on('closed', (event) => resolve(Object(event).code)),
    );
    const followed = 'subscription ($botId: ID!) { botChanged(botId: $botId) { botId } }';
    collect(client, followed, { botId });
    await until(() =>
      house
        .ask('{ connections { nodes { accountName } } }', {}, owner.cookie)
        .then(({ data }) => JSON.stringify(data).includes('grace')),
    );
    await house.ask(
      'mutation ($botId: ID!, $accountId: ID!) { removeBotMember(botId: $botId, accountId: $accountId) { role } }',
      { botId, accountId: grace.id },
      owner.cookie,
    );
    expect(await closed).toBe(4498);
    const comesBack = house.live(grace.cookie);
    const told = accessKeyTold(comesBack);
    const again = collect(comesBack, followed, { botId });
    await until(() => again.results.length > 0);
    expect(codeOf(again.results[0] ?? {})).toBe('NOT_FOUND');
    const before = await toldBefore;
    const { data } = await house.ask('{ me { accessKey } }', {}, grace.cookie);
    expect(data).toEqual({ me: { accessKey: await told } });
    expect(await told).not.toBe(before);
    await client.dispose();
    await comesBack.dispose();
  });

  it('says which rule decides, and the one change that would alter it', async () => {
    const { botId } = await layBot(house, 'Explained');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, botId, grace.id, BotRole.VIEWER);
    const document =
      'query ($permission: Permission!, $botId: ID) { explainAccess(permission: $permission, botId: $botId) { allowed because remedy } }';
    const explain = async (permission: string, ofBot?: string) =>
      (await house.ask(document, { permission, botId: ofBot }, grace.cookie)).data?.['explainAccess'];
    expect(await explain('VIEW_LOGS', botId)).toEqual({
      allowed: true,
      because: 'You are VIEWER of this bot.',
      remedy: null,
    });
    expect(await explain('RUN_BOTS', botId)).toEqual({
      allowed: false,
      because: 'No role of yours allows RUN_BOTS here.',
      remedy:
        'A manager of this bot can make you its OPERATOR; an administrator can make you OPERATOR of everything.',
    });
    expect(await explain('MANAGE_INSTALLATION')).toMatchObject({ remedy: 'An owner can make you OWNER.' });
    // The remedy is true: it alters the answer.
    await setMember(botId, grace.id, BotRole.OPERATOR);
    await until(async () => Object(await explain('RUN_BOTS', botId)).allowed === true);
  });

  it('lets nobody raise anybody above themselves, and keeps one owner', async () => {
    const admin = await enter(house, 'alan', Role.ADMIN);
    const grace = await enter(house, 'grace', Role.MEMBER);
    const document = 'mutation ($id: ID!, $role: Role!) { setRole(accountId: $id, role: $role) { role } }';
    const give = (id: string, role: Role, cookie: string) => house.ask(document, { id, role }, cookie);
    expect(codeOf(await give(grace.id, Role.OWNER, admin.cookie))).toBe('FORBIDDEN');
    expect(codeOf(await give(owner.id, Role.VIEWER, admin.cookie))).toBe('FORBIDDEN');
    expect(codeOf(await give(owner.id, Role.VIEWER, owner.cookie))).toBe('CONFLICT');
    expect((await give(grace.id, Role.OPERATOR, admin.cookie)).data).toEqual({
      setRole: { role: 'OPERATOR' },
    });
    const me = '{ me { role access { permissions subject } } }';
    await until(async () => JSON.stringify(await house.ask(me, {}, grace.cookie)).includes('RUN_BOTS'));
  });

  it('[ND-20] audits who made whom what, in the transaction that did it', async () => {
    const { botId } = await layBot(house, 'Audited');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await setMember(botId, grace.id, BotRole.VIEWER);
    await setMember(botId, grace.id, BotRole.EDITOR);
    await setMember(botId, 'nobody', BotRole.EDITOR);
    await until(async () => {
      const rows: { data: unknown }[] = await house.test.database.query(
        "select data from event_log where kind = 'audit.recorded' and topic = $1 order by seq",
        [botId],
      );
      if (rows.length < 2) return false;
      expect(rows.map(({ data }) => data)).toMatchObject([
        { deed: 'member.add', actorId: owner.id, actorName: 'ada', before: null, after: { role: 'VIEWER' } },
        { deed: 'member.change', by: 'session', before: { role: 'VIEWER' }, after: { role: 'EDITOR' } },
      ]);
      return true;
    });
  });

  it('gives who manages a guild at Discord that guild, and for a day only', async () => {
    const { guildId, botId } = await layBot(house, 'Guest');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await house.test.database.query('insert into managed_guild (account_id, guild_id) values ($1, $2)', [
      grace.id,
      guildId,
    ]);
    const guild = 'query ($id: ID!) { guild(id: $id) { id bots { id } } }';
    expect((await house.ask(guild, { id: guildId }, grace.cookie)).data).toEqual({
      guild: { id: guildId, bots: [] },
    });
    expect(
      codeOf(await house.ask('query ($id: ID!) { bot(id: $id) { id } }', { id: botId }, grace.cookie)),
    ).toBe('NOT_FOUND');
    await house.test.database.query("update managed_guild set seen_at = now() - interval '25 hours'");
    await until(async () => codeOf(await house.ask(guild, { id: guildId }, grace.cookie)) === 'NOT_FOUND');
  });
});
