import { Role } from '@cube/auth/roles';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { until } from '@cube/platform/testing';
import { Wire } from '@cube/realtime/testing';
import { Redis } from 'ioredis';

import { enter, layBot, snowflake } from './staging';
import { TestApi } from './testing';

const query = `query ($botId: ID!, $guildId: ID!, $search: String, $ids: [ID!]) {
  guildMembers(botId: $botId, guildId: $guildId, search: $search, ids: $ids) { id name userName avatarUrl }
}`;

describe('[SC-56] the members of a server by name', () => {
  let house: TestApi;
  let wire: Wire & { readonly url: string };
  let redis: Redis;
  let cookie = '';
  let guildId = '';
  const people: Record<string, string> = {};

  beforeAll(async () => {
    wire = await Wire.to(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    house = await TestApi.start(undefined, { REDIS_URL: wire.url });
    redis = new Redis(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    ({ cookie } = await enter(house, 'editor', Role.ADMIN));
    guildId = house.trial.guild.id;
    for (const { id, name } of (await house.trial.control.state()).users) people[name] = id;
  }, 60_000);
  afterAll(async () => {
    redis?.disconnect();
    wire.mend();
    await house?.end();
    await wire.close();
  });

  /** A bot of the house that is at Discord what `application` is, and in the guild there. */
  async function aBot(application: { readonly id: string; readonly token: string }): Promise<string> {
    const { botId } = await layBot(house, 'Alpha');
    const { token } = await house.api.app.get(BotCredentials).seal(botId, application.token);
    const { database } = house.test;
    await database.query('update bot set application_id = $2, token = $3 where id = $1', [
      botId,
      application.id,
      token,
    ]);
    await database.query(
      `insert into guild (network, id, name, owner_id, member_count) values ('simulator', $1, 'Lab', 1, 2)
       on conflict do nothing`,
      [guildId],
    );
    await database.query(`insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)`, [
      botId,
      guildId,
    ]);
    return botId;
  }
  /** Another bot than any before, which nothing is kept of. */
  async function aNewBot(): Promise<string> {
    const application = await house.trial.control.createApplication({ name: `Bot ${snowflake()}` });
    await house.trial.control.install(application.id, guildId);
    return aBot(application);
  }
  const ask = (variables: object) => house.ask(query, { guildId, ...variables }, cookie);
  const find = async (variables: object) => {
    const { data, errors } = await ask(variables);
    expect(errors).toBeUndefined();
    return data?.['guildMembers'];
  };
  /** How often Discord was asked about members up to now. */
  const asked = async () =>
    (await house.trial.control.requests({ limit: 1000 })).filter(({ path }) => path.includes('/members/'))
      .length;
  const kept = () => redis.keys(`${house.test.config.redisPrefix}:discord:*`);
  /** What was learnt is written down behind the answer, and by a Redis that is slow for once not at all. */
  const untilKept = (variables: object) =>
    until(async () => {
      const before = await asked();
      await find(variables);
      return (await asked()) === before;
    });

  it('are asked of Discord once in five minutes', async () => {
    const botId = await aNewBot();
    const before = await asked();
    const ada = expect.objectContaining({ id: people['ada'], name: 'ada', userName: 'ada' });
    expect(await find({ botId, search: 'AD' })).toEqual([ada]);
    expect(await find({ botId, ids: [people['ada'], people['grace']] })).toEqual([
      ada,
      expect.objectContaining({ id: people['grace'], name: 'grace' }),
    ]);
    expect(await asked()).toBe(before + 3);
    await untilKept({ botId, search: 'ad', ids: [people['ada'], people['grace']] });
    for (const key of await kept()) {
      expect(await redis.ttl(key)).toBeGreaterThan(0);
      expect(await redis.ttl(key)).toBeLessThanOrEqual(300);
    }
  });

  it('are not told to one bot because another was told', async () => {
    const [one, other] = [await aNewBot(), await aNewBot()];
    await untilKept({ botId: one, search: 'ada' });
    const asks = await asked();
    await find({ botId: other, search: 'ada' });
    expect(await asked()).toBe(asks + 1);
  });

  it('lie in Redis without any token', async () => {
    const botId = await aBot(house.trial.application);
    await untilKept({ botId, search: 'ada', ids: [people['grace']] });
    const { id: application, token } = house.trial.application;
    expect((await kept()).filter((key) => key.includes(`:${application}:`))).toHaveLength(2);
    for (const key of await kept()) {
      expect(`${key} ${await redis.get(key)}`).not.toContain(token);
      expect(key).toContain(`:${guildId}:`);
    }
  });

  it.each(['cut', 'freeze'] as const)(
    'are asked of Discord each time while Redis is away (%s), and kept again afterwards',
    async (how) => {
      const botId = await aNewBot();
      await find({ botId, search: 'ada' });
      wire[how]();
      const before = await asked();
      expect(await find({ botId, search: 'ada' })).toHaveLength(1);
      expect(await find({ botId, search: 'ada', ids: [people['grace']] })).toHaveLength(2);
      expect(await asked()).toBe(before + 3);
      wire.mend();
      await untilKept({ botId, search: 'ada' });
    },
  );

  it('leave out who is no member, and whom nobody knows', async () => {
    const botId = await aNewBot();
    const { id } = await house.trial.control.createUser({ name: 'adelheid' });
    expect(await find({ botId, search: 'adel', ids: [id, '1'] })).toEqual([]);
  });

  it('are for nobody who may not edit the bot, and of no server that it is not in', async () => {
    const botId = await aNewBot();
    const stranger = await enter(house, 'stranger', Role.MEMBER);
    const unknown = await house.ask(query, { botId: people['ada'], guildId, search: 'ada' }, cookie);
    expect(unknown.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    for (const refused of [
      await house.ask(query, { botId, guildId, search: 'ada' }, stranger.cookie),
      await ask({ botId, guildId: snowflake(), search: 'ada' }),
      await ask({ botId, guildId: '../users', search: 'ada' }),
    ])
      expect(refused.errors?.[0]?.message).toBe(unknown.errors?.[0]?.message);
  });

  it.each([
    [{ search: '' }, 'search'],
    [{ search: 'a'.repeat(33) }, 'search'],
    [{ ids: ['../@me'] }, 'ids'],
    [{ ids: Array.from({ length: 26 }, () => '1') }, 'ids'],
  ])('take no more than they need: %p', async (wanted, field) => {
    const botId = await aNewBot();
    const { errors } = await ask({ botId, ...wanted });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
    expect(JSON.stringify(errors?.[0]?.extensions)).toContain(field);
  });

  it('say so when Discord does not show them', async () => {
    const application = await house.trial.control.createApplication({ name: 'Elsewhere' });
    const { errors } = await ask({ botId: await aBot(application), search: 'ada' });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(errors?.[0]?.message).toContain('Discord does not show the members of this server');
  });
});
