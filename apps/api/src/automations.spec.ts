import { Role } from '@cube/auth/roles';
import { ReactionRoleTable } from '@cube/automation/reaction-roles/reaction-role-table';
import { Bots } from '@cube/bots/bots.service';
import { GuildNeeds } from '@cube/guilds/guild-needs';
import { Guilds } from '@cube/guilds/guilds.service';

import { enter, mintKey } from './staging';
import { type Answer, TestApi } from './testing';

describe('[SA-05] [SA-10] reaction roles and scheduled messages', () => {
  let house: TestApi;
  let cookie: string;
  let botId: string;
  let guildId: string;
  let channelId: string;
  let messageId: string;
  let blue: string;
  let staff: string;

  beforeAll(async () => {
    house = await TestApi.start();
    const { app } = house.api;
    const { control, application, guild } = house.trial;
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
    ({ id: botId } = await app.get(Bots).add({ token: application.token }, null));
    guildId = guild.id;
    channelId = house.trial.channelId;
    blue = await control.createRole(guildId, { name: 'Blue', permissions: '0' });
    staff = await control.createRole(guildId, { name: 'Staff', permissions: '4' });
    // ADD_REACTIONS, VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY.
    await control.install(application.id, guildId, { permissions: String(0x40 + 0x400 + 0x800 + 0x10000) });
    ({ id: messageId } = await control.say('Choose a color', { as: 'ada', in: '#general' }));
    const role = { color: 0, managed: false, position: 1 };
    await app.get(Guilds).seen(botId, {
      id: guildId,
      name: guild.name,
      icon: null,
      ownerId: null,
      memberCount: 3,
      channels: [{ id: channelId, name: 'general', type: 0, position: 0, parentId: null, overwrites: [] }],
      roles: [
        { ...role, id: blue, name: 'Blue', permissions: '0' },
        { ...role, id: staff, name: 'Staff', permissions: '4' },
      ],
      features: [],
      self: null,
    });
  }, 60_000);
  afterAll(() => house.end());

  const ask = (field: string, type: string, input: object, id?: string) =>
    house.ask(
      `mutation ($bot: ID!, $guild: ID!, $input: ${type}!${id ? ', $id: ID!' : ''}) {
         ${field}(botId: $bot, guildId: $guild, input: $input${id ? ', id: $id' : ''}) { id }
       }`,
      { bot: botId, guild: guildId, input, id },
      cookie,
    );
  const remove = (field: string, id: string) =>
    house.ask(
      `mutation ($bot: ID!, $guild: ID!, $id: ID!) { ${field}(botId: $bot, guildId: $guild, id: $id) }`,
      { bot: botId, guild: guildId, id },
      cookie,
    );
  const settings = async () => {
    const { data } = await house.ask(
      `query ($bot: ID!, $guild: ID!) {
         guildSettings(botId: $bot, guildId: $guild) {
           reactionRoles { emoji roleId messageId }
           scheduledMessages { cron enabled nextAt }
           scheduledVariables { name }
         }
       }`,
      { bot: botId, guild: guildId },
      cookie,
    );
    return Object(data?.['guildSettings']);
  };
  const messageAtDiscord = async () =>
    (await house.trial.call('GET', `/channels/${channelId}/messages/${messageId}`)).body;
  const fieldsOf = ({ errors }: Answer) =>
    Object(errors?.[0]?.extensions).fields.map(({ field }: { field: string }) => field);
  const idOf = ({ data }: Answer, field: string): string => Object(data?.[field]).id;

  it('put the emoji under the message and know its role, until it is removed', async () => {
    const made = await ask('createReactionRole', 'ReactionRoleInput', {
      channelId,
      messageId,
      emoji: '🔵',
      roleId: blue,
    });
    expect(made.errors).toBeUndefined();
    expect(await settings()).toMatchObject({ reactionRoles: [{ emoji: '🔵', roleId: blue, messageId }] });
    expect(await messageAtDiscord()).toMatchObject({ reactions: [{ emoji: { name: '🔵' }, count: 1 }] });
    const table = house.api.app.get(ReactionRoleTable);
    expect(await table.roleFor(botId, guildId, { messageId, emoji: '🔵' })).toBe(blue);
    expect(await house.api.app.get(GuildNeeds).of(botId)).toContainEqual(
      expect.objectContaining({ guildId, what: 'Reaction roles', intents: ['GuildMessageReactions'] }),
    );
    const twice = await ask('createReactionRole', 'ReactionRoleInput', {
      channelId,
      messageId,
      emoji: '🔵',
      roleId: blue,
    });
    expect(fieldsOf(twice)).toEqual(['emoji']);
    expect((await remove('deleteReactionRole', idOf(made, 'createReactionRole'))).errors).toBeUndefined();
    expect((await settings()).reactionRoles).toEqual([]);
    expect(Object(await messageAtDiscord()).reactions ?? []).toEqual([]);
  });

  it('refuse what cannot work, and roles that nobody should get by a click', async () => {
    const wrong = async (change: object) => {
      const input = { channelId, messageId, emoji: '🔵', roleId: blue, ...change };
      return fieldsOf(await ask('createReactionRole', 'ReactionRoleInput', input));
    };
    expect(await wrong({ roleId: staff })).toEqual(['roleId']);
    expect(await wrong({ roleId: guildId })).toEqual(['roleId']);
    expect(await wrong({ emoji: 'two words' })).toEqual(['emoji']);
    expect(await wrong({ emoji: 'nobody:123456789012345678' })).toEqual(['emoji']);
    expect(await wrong({ messageId: '1' })).toEqual(['messageId']);
    expect(await wrong({ channelId: '1' })).toEqual(['channelId']);
    expect((await remove('deleteReactionRole', botId)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('schedule a message, change it and take it away', async () => {
    const input = { channelId, cron: '0 9 * * 1-5', timeZone: 'Europe/Paris', template: 'Morning.' };
    const made = await ask('createScheduledMessage', 'ScheduledMessageInput', input);
    const id = idOf(made, 'createScheduledMessage');
    expect(await settings()).toMatchObject({
      scheduledMessages: [{ cron: '0 9 * * 1-5', enabled: true, nextAt: expect.any(String) }],
      scheduledVariables: expect.arrayContaining([{ name: 'guild.name' }]),
    });
    const off = { ...input, enabled: false };
    expect((await ask('updateScheduledMessage', 'ScheduledMessageInput', off, id)).errors).toBeUndefined();
    expect((await settings()).scheduledMessages).toMatchObject([{ enabled: false, nextAt: null }]);
    expect((await remove('deleteScheduledMessage', id)).errors).toBeUndefined();
    expect((await settings()).scheduledMessages).toEqual([]);
    expect((await remove('deleteScheduledMessage', id)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('say beside the field what is wrong with a scheduled message', async () => {
    const wrong = async (change: object) => {
      const input = { channelId, cron: '0 9 * * *', timeZone: 'UTC', template: 'x', ...change };
      return fieldsOf(await ask('createScheduledMessage', 'ScheduledMessageInput', input));
    };
    expect(await wrong({ cron: 'often' })).toEqual(['cron']);
    expect(await wrong({ timeZone: 'Mars/Base' })).toEqual(['timeZone']);
    expect(await wrong({ template: '{{ guild.name' })).toEqual(['template']);
    expect(await wrong({ channelId: '1' })).toEqual(['channelId']);
  });

  describe('[SA-03] have versions', () => {
    const newest = async (kind: string) => {
      const { data } = await house.ask(
        `query ($bot: ID!, $kind: VersionKind) {
           versions(botId: $bot, kind: $kind) {
             nodes { id subjectId number title change actorName changes { path before after } }
           }
         }`,
        { bot: botId, kind },
        cookie,
      );
      return Object(data?.['versions']).nodes;
    };
    const restore = (id: string, fields: readonly string[] | null = null) =>
      house.ask(
        'mutation ($id: ID!, $fields: [String!]) { restoreVersion(id: $id, fields: $fields) { number } }',
        { id, fields },
        cookie,
      );

    it('of a scheduled message, by which each field and all of it comes back', async () => {
      const input = { channelId, cron: '0 7 * * *', timeZone: 'UTC', template: 'Seven.' };
      const made = await ask('createScheduledMessage', 'ScheduledMessageInput', input);
      const id = idOf(made, 'createScheduledMessage');
      const later = { ...input, cron: '0 8 * * *', template: 'Eight.' };
      await ask('updateScheduledMessage', 'ScheduledMessageInput', later, id);
      const [changed, added] = await newest('SCHEDULED_MESSAGE');
      expect(added).toMatchObject({ subjectId: `${guildId}:${id}`, number: 1, change: 'ADDED' });
      expect(changed).toMatchObject({
        title: 'the message at 0 8 * * * in #general of Lab',
        actorName: 'ada',
        changes: [
          { path: 'cron', before: '0 7 * * *', after: '0 8 * * *' },
          { path: 'template', before: 'Seven.', after: 'Eight.' },
        ],
      });
      expect((await restore(added.id, ['cron'])).errors).toBeUndefined();
      expect((await settings()).scheduledMessages).toMatchObject([{ cron: '0 7 * * *' }]);
      // What was in the database then is asked by today's rules.
      await house.test.database.query(
        `update version set after = jsonb_set(after, '{cron}', '"often"') where id = $1`,
        [added.id],
      );
      expect(fieldsOf(await restore(added.id))).toEqual(['cron']);

      await remove('deleteScheduledMessage', id);
      const [deleted] = await newest('SCHEDULED_MESSAGE');
      expect(deleted).toMatchObject({ number: 4, change: 'REMOVED' });
      expect((await restore(deleted.id)).data).toEqual({ restoreVersion: { number: 5 } });
      expect((await settings()).scheduledMessages).toMatchObject([{ cron: '0 7 * * *' }]);
      await remove('deleteScheduledMessage', id);
    });

    it('of a reaction role, whose emoji stands under its message again', async () => {
      const input = { channelId, messageId, emoji: '🟢', roleId: blue };
      const made = await ask('createReactionRole', 'ReactionRoleInput', input);
      await remove('deleteReactionRole', idOf(made, 'createReactionRole'));
      expect(Object(await messageAtDiscord()).reactions ?? []).toEqual([]);
      const [deleted] = await newest('REACTION_ROLE');
      expect(deleted).toMatchObject({
        title: 'the reaction role 🟢 in #general of Lab',
        number: 2,
        change: 'REMOVED',
      });
      expect((await restore(deleted.id)).errors).toBeUndefined();
      expect(await settings()).toMatchObject({ reactionRoles: [{ emoji: '🟢', roleId: blue }] });
      expect(await messageAtDiscord()).toMatchObject({ reactions: [{ emoji: { name: '🟢' } }] });
      expect(fieldsOf(await ask('createReactionRole', 'ReactionRoleInput', input))).toEqual(['emoji']);
    });

    it('[SA-02] for those alone who may see and change how bots are set in servers', async () => {
      const [version] = await newest('REACTION_ROLE');
      const ofKind = `{ versions(botId: "${botId}", kind: REACTION_ROLE) { totalCount } }`;
      const change = `mutation { restoreVersion(id: "${version.id}") { id } }`;
      const { secret } = await mintKey(house, cookie, { scopes: ['VIEW_COMMANDS'] });
      for (const document of [ofKind, change]) {
        const { errors } = await house.askWithKey(secret, document);
        expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      }
      const stranger = await enter(house, 'mallory', Role.MEMBER);
      for (const document of [ofKind, change]) {
        const { errors } = await house.ask(document, {}, stranger.cookie);
        expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      }
    });
  });
});
