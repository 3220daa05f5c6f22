import { BotRole, Role } from '@cube/auth/roles';
import { settingKeys } from '@cube/automation/settings/settings';
import { SettingsTable } from '@cube/automation/settings/settings-table';
import { GuildNeeds } from '@cube/guilds/guild-needs';
import { until } from '@cube/platform/testing';

import { enter, layBot, makeMember, snowflake } from './staging';
import { collect, TestApi } from './testing';

describe('[SA-10] the settings of a bot in a server', () => {
  let house: TestApi;
  let cookie: string;
  let botId: string;
  let guildId: string;
  let commandId: string;
  const channelId = snowflake();
  const roleId = snowflake();

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
    ({ botId, guildId, commandId } = await layBot(house, 'Demo'));
    const { database } = house.test;
    await database.query(
      `insert into channel (network, id, guild_id, name, kind, position) values ('simulator', $1, $2, 'hall', 0, 0)`,
      [channelId, guildId],
    );
    await database.query(
      `insert into guild_role (network, id, guild_id, name, color, position, managed, permissions)
       values ('simulator', $1, $2, 'Crew', 0, 1, false, '0'), ('simulator', $3, $2, 'Demo', 0, 2, true, '0'),
         ('simulator', $2, $2, '@everyone', 0, 0, false, '0')`,
      [roleId, guildId, snowflake()],
    );
  });
  afterAll(() => house.end());

  const change = (settings: object, by = cookie, bot = botId, reset: readonly string[] = []) =>
    house.ask(
      `mutation ($bot: ID!, $guild: ID!, $settings: JSON!, $reset: [String!]) {
         changeGuildSettings(botId: $bot, guildId: $guild, settings: $settings, reset: $reset) {
           values changed
         }
       }`,
      { bot, guild: guildId, settings, reset },
      by,
    );
  const changed = async (settings: object, ...reset: readonly string[]) =>
    Object((await change(settings, cookie, botId, reset)).data?.['changeGuildSettings']);
  const problems = async (settings: object) => {
    const { errors } = await change(settings);
    const { fields } = Object(errors?.[0]?.extensions);
    return Object.fromEntries(fields.map(({ field, message }: Record<string, string>) => [field, message]));
  };

  it('are described for a form: every one with its kind, its default and what it takes', async () => {
    const { data } = await house.ask(
      `{ guildSettingsSchema { key kind title group default most choices { value } variables { name } intents permissions } }`,
      {},
      cookie,
    );
    const schema: Record<string, unknown>[] = Object(data?.['guildSettingsSchema']);
    expect(schema.map(({ key }) => key)).toEqual(settingKeys);
    const of = (key: string) => schema.find((each) => each['key'] === key);
    expect(of('prefix')).toMatchObject({ kind: 'TEXT', default: '!', most: 5 });
    expect(of('timeZone')).toMatchObject({ choices: expect.arrayContaining([{ value: 'Europe/Paris' }]) });
    expect(of('welcomeMessage')).toMatchObject({
      variables: expect.arrayContaining([{ name: 'user.mention' }]),
    });
    expect(of('autoRoles')).toMatchObject({ intents: ['GuildMembers'], permissions: ['ManageRoles'] });
  });

  it('keep what was set, and go back to their defaults', async () => {
    const set = await changed({ prefix: '?', welcomeChannel: channelId, autoRoles: [roleId] });
    expect(set.changed).toEqual(['prefix', 'welcomeChannel', 'autoRoles']);
    expect(set.values).toMatchObject({ prefix: '?', welcomeChannel: channelId, locale: 'en-US' });
    expect((await changed({}, 'prefix')).values).toMatchObject({
      prefix: '!',
      welcomeChannel: channelId,
    });
    await changed({}, 'welcomeChannel', 'autoRoles');
  });

  it('say beside each field what is wrong with it, and then change nothing', async () => {
    const before = await changed({});
    expect(
      await problems({
        prefix: 'much too long',
        locale: 'tlh',
        timeZone: 'Mars/Base',
        logMembers: 'yes',
        // A channel of another server, and the role that everybody has.
        welcomeChannel: snowflake(),
        autoRoles: [guildId],
        welcomeMessage: '{{ user.name',
        leaveMessage: 'x'.repeat(4001),
        commandsOff: ['none of ours'],
        unheardOf: 1,
      }),
    ).toEqual({
      prefix: expect.stringContaining('one to five'),
      locale: expect.stringContaining('list'),
      timeZone: expect.stringContaining('list'),
      logMembers: expect.stringContaining('true or false'),
      welcomeChannel: expect.stringContaining('text channel of this server'),
      autoRoles: expect.stringContaining('roles of this server'),
      welcomeMessage: expect.stringMatching(/^Line 1, column \d+: /),
      leaveMessage: expect.stringContaining('at most 4000'),
      commandsOff: expect.stringContaining('commands of this bot'),
      unheardOf: expect.stringContaining('no such setting'),
    });
    for (const nothing of ['prefix', ['prefix'], 7]) {
      expect((await change(nothing as object)).errors?.[0]?.extensions.code).toBe('INVALID');
    }
    expect(await changed({})).toEqual(before);
  });

  it('[SC-45] switch commands off in one server and on again', async () => {
    const off = async () => {
      const rows: { guild_id: string }[] = await house.test.database.query(
        'select guild_id from command_off where command_id = $1',
        [commandId],
      );
      return rows.map(({ guild_id }) => guild_id);
    };
    expect((await changed({ commandsOff: [commandId] })).values.commandsOff).toEqual([commandId]);
    expect(await off()).toEqual([guildId]);
    expect((await changed({}, 'commandsOff')).values.commandsOff).toEqual([]);
    expect(await off()).toEqual([]);
  });

  it('belong to one bot: whoever may edit another bot of the same server may not change them', async () => {
    const other = await layBot(house, 'Other');
    await house.test.database.query(
      `insert into bot_guild (bot_id, network, guild_id) values ($1, 'simulator', $2)`,
      [other.botId, guildId],
    );
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, other.botId, grace.id, BotRole.EDITOR);
    expect((await change({ prefix: '?' }, grace.cookie)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await change({ prefix: '?' }, grace.cookie, other.botId)).errors).toBeUndefined();
    // In a server where the bot is not there is nothing to set.
    const { errors } = await change({ prefix: '?' }, cookie, (await layBot(house, 'Elsewhere')).botId);
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('tell of a change at once: to who watches, and to whoever acts on them', async () => {
    const table = house.api.app.get(SettingsTable);
    expect((await table.of(botId, guildId)).locale).toBe('en-US');
    const client = house.live(cookie);
    const seen = collect(
      client,
      `subscription { guildChanged(botId: "${botId}") { guildId settings { id values } } }`,
    );
    await until(async () => {
      await change({ locale: 'de' });
      return seen.results.length > 0;
    });
    expect(seen.results[0]?.data?.['guildChanged']).toMatchObject({
      guildId,
      settings: { id: `${botId}/${guildId}`, values: { locale: 'de' } },
    });
    await client.dispose();
    await until(async () => (await table.of(botId, guildId)).locale === 'de');
    const [{ data }] = await house.test.database.query(
      "select data from event_log where kind = 'guild.changed' order by seq desc limit 1",
    );
    expect(data.what).toBe('ada changed “Language” of Demo in Demo’s guild.');
  });

  it('have versions: who changed what, from what to what', async () => {
    await changed({ prefix: '$' });
    const [version] = await house.test.database.query(
      `select actor_name, title, before, after from version
       where kind = 'GUILD_SETTINGS' and bot_id = $1 and subject_id = $2 order by number desc limit 1`,
      [botId, guildId],
    );
    expect(version).toMatchObject({
      actor_name: 'ada',
      title: 'Demo in Demo’s guild',
      before: { prefix: '!', commandsOff: [] },
      after: { prefix: '$' },
    });
  });

  it('name what they take of Discord while they are in use', async () => {
    const needs = house.api.app.get(GuildNeeds);
    await changed({ autoRoles: [roleId] });
    expect(await needs.of(botId)).toEqual([
      {
        guildId,
        channelId: null,
        roleIds: [roleId],
        what: 'Roles for new members',
        intents: ['GuildMembers'],
        permissions: ['ManageRoles'],
      },
    ]);
    await changed({}, 'autoRoles');
    expect(await needs.of(botId)).toEqual([]);
  });
});
