import type { Client, ClientEvents, Guild, TextChannel } from 'discord.js';
import {
  ChannelType,
  Events,
  GatewayIntentBits,
  OverwriteType,
  Partials,
  PermissionFlagsBits,
  ThreadAutoArchiveDuration,
} from 'discord.js';

import { Trial } from '../trial';

const administrator = String(PermissionFlagsBits.Administrator);

const everyIntent = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');

describe('a guild under discord.js', () => {
  let trial: Trial;
  let bot: Client<true>;
  let guild: Guild;
  let general: TextChannel;
  let idOf: (name: string) => string;

  beforeAll(async () => {
    trial = await Trial.start();
    const { id } = trial.application;
    await trial.control.setApplication(id, {
      privilegedIntents: { members: true, presence: true, messageContent: true },
    });
    await trial.control.install(id, 'Lab', { permissions: administrator });
    bot = await trial.bot({
      intents: everyIntent,
      partials: [Partials.Message, Partials.Channel, Partials.Reaction],
    });
    guild = await bot.guilds.fetch(trial.guild.id);
    const channel = await guild.channels.fetch(trial.channelId);
    if (channel?.type !== ChannelType.GuildText) throw new Error('There is no #general.');
    general = channel;
    const { users } = await trial.control.state();
    idOf = (name) => users.find((user) => user.name === name)?.id ?? '';
  });

  afterAll(() => trial.end());

  /** What the first event of this name after now tells. */
  const heard = <Event extends keyof ClientEvents, Result>(
    event: Event,
    pick: (...args: ClientEvents[Event]) => Result,
  ) =>
    new Promise<Result>((resolve) => {
      bot.once(event, (...args: ClientEvents[Event]) => resolve(pick(...args)));
    });

  describe('its people', () => {
    it('come, are renamed and go, and the bot hears of it', async () => {
      await trial.control.createUser({ name: 'linus' });
      const came = heard(Events.GuildMemberAdd, (member) => member.user.username);
      await trial.control.addMember('Lab', 'linus');
      expect(await came).toBe('linus');
      const renamed = heard(Events.GuildMemberUpdate, (_old, now) => now.nickname);
      await trial.control.setMember('Lab', 'linus', { nick: 'Tux' });
      expect(await renamed).toBe('Tux');
      const left = heard(Events.GuildMemberRemove, (member) => member.displayName);
      await trial.control.removeMember('Lab', 'linus');
      expect(await left).toBe('Tux');
    });

    it('are found by their names, and fetched in a chunk', async () => {
      const members = await guild.members.fetch();
      expect(members.map(({ user }) => user.username).sort()).toEqual(['Trial', 'ada', 'grace']);
      const [found] = (await guild.members.search({ query: 'gra' })).values();
      expect(found?.user.username).toBe('grace');
      expect((await guild.members.list({ limit: 2 })).size).toBe(2);
    });

    it('get roles, nicknames and time-outs from the bot', async () => {
      const role = await guild.roles.create({
        name: 'Helpers',
        colors: { primaryColor: 0xff0000 },
        hoist: true,
      });
      expect(role).toMatchObject({ name: 'Helpers', hexColor: '#ff0000', hoist: true, position: 1 });
      const grace = await guild.members.fetch(idOf('grace'));
      await grace.roles.add(role);
      expect((await grace.fetch(true)).roles.cache.has(role.id)).toBe(true);
      await grace.roles.remove(role);
      expect((await grace.fetch(true)).roles.cache.has(role.id)).toBe(false);
      await grace.setNickname('Amazing');
      await grace.timeout(60_000, 'a rest');
      expect((await grace.fetch(true)).isCommunicationDisabled()).toBe(true);
      await expect(trial.control.say('…', { as: 'grace', in: '#general' })).rejects.toThrow('cannot write');
      await grace.timeout(null);
      await trial.control.say('Back.', { as: 'grace', in: '#general' });
      await role.edit({ name: 'Friends', mentionable: true });
      const deleted = heard(Events.GuildRoleDelete, ({ name }) => name);
      await role.delete();
      expect(await deleted).toBe('Friends');
    });

    it('are banned with a reason, listed, and forgiven', async () => {
      await trial.control.createUser({ name: 'mallory' });
      const id = (await trial.control.state()).users.find(({ name }) => name === 'mallory')?.id ?? '';
      await trial.control.addMember('Lab', 'mallory');
      const banned = heard(Events.GuildBanAdd, ({ user }) => user.id);
      await guild.bans.create(id, { reason: 'Spam & scams' });
      expect(await banned).toBe(id);
      expect((await guild.bans.fetch(id)).reason).toBe('Spam & scams');
      expect((await guild.bans.fetch()).size).toBe(1);
      await guild.bans.remove(id);
      await expect(guild.bans.fetch(id)).rejects.toMatchObject({ code: 10_026, status: 404 });
      const outcome = await guild.bans.bulkCreate([id, '1']);
      expect(outcome).toEqual({ bannedUsers: [id], failedUsers: ['1'] });
    });

    it('show whether they are there to bots with the intent for it', async () => {
      const seen = heard(Events.PresenceUpdate, (_old, now) => now.status);
      await trial.control.setStatus('ada', 'idle');
      expect(await seen).toBe('idle');
    });

    it('follow an invitation, as often as it allows', async () => {
      const invite = await guild.invites.create(general, { maxUses: 1, maxAge: 60 });
      expect((await bot.fetchInvite(invite.code)).guild?.id).toBe(guild.id);
      await trial.control.createUser({ name: 'barbara' });
      await trial.control.join(invite.code, { as: 'barbara' });
      await expect(trial.control.join(invite.code, { as: 'ada' })).rejects.toThrow('no longer good');
      const other = await guild.invites.create(general, { maxAge: 60, unique: true });
      expect((await guild.invites.fetch()).has(other.code)).toBe(true);
      await trial.control.advance(61_000);
      await expect(bot.fetchInvite(other.code)).rejects.toMatchObject({ code: 10_006 });
    });
  });

  describe('its channels', () => {
    it('are made in categories, changed, moved and deleted', async () => {
      const category = await guild.channels.create({ name: 'Rooms', type: ChannelType.GuildCategory });
      const made = heard(Events.ChannelCreate, ({ name }) => name);
      const room = await guild.channels.create({
        name: 'Tea Room',
        parent: category,
        topic: 'Leaves',
        rateLimitPerUser: 5,
      });
      expect(await made).toBe('tea-room');
      expect(room).toMatchObject({
        name: 'tea-room',
        parentId: category.id,
        topic: 'Leaves',
        rateLimitPerUser: 5,
      });
      const changed = heard(Events.ChannelUpdate, (_old, now) => ('topic' in now ? now.topic : null));
      await room.setTopic('Beans');
      expect(await changed).toBe('Beans');
      await guild.channels.setPositions([{ channel: room, position: 9 }]);
      expect((await room.fetch(true)).rawPosition).toBe(9);
      await room.delete();
      await expect(bot.channels.fetch(room.id, { force: true })).rejects.toMatchObject({ code: 10_003 });
      await category.delete();
    });

    it.each([ChannelType.GuildVoice, ChannelType.GuildAnnouncement, ChannelType.GuildForum] as const)(
      'can be of type %i',
      async (type) => {
        const channel = await guild.channels.create({ name: 'special', type });
        expect(channel.type).toBe(type);
        await channel.delete();
      },
    );

    it('hide from those whom an overwrite forbids to look', async () => {
      const secretId = await trial.control.createChannel('Lab', { name: 'secret' });
      const bit = String(PermissionFlagsBits.ViewChannel);
      await trial.control.setOverwrite(secretId, { for: '@everyone', deny: bit });
      await trial.control.setOverwrite(secretId, { for: 'grace', type: OverwriteType.Member, allow: bit });
      const here = { in: secretId };
      await trial.control.say('Psst.', { as: 'grace', ...here });
      await trial.control.createUser({ name: 'eve' });
      await trial.control.addMember('Lab', 'eve');
      await expect(trial.control.say('Hm?', { as: 'eve', ...here })).rejects.toThrow('cannot see');
      const channel = await guild.channels.fetch(secretId, { force: true });
      const eve = await guild.members.fetch({ user: await idNow('eve') });
      const grace = await guild.members.fetch({ user: idOf('grace') });
      expect(channel?.permissionsFor(eve).has('ViewChannel')).toBe(false);
      expect(channel?.permissionsFor(grace).has('ViewChannel')).toBe(true);
      if (channel?.type !== ChannelType.GuildText) throw new Error('It is no text channel.');
      await channel.permissionOverwrites.edit(guild.id, { ViewChannel: null });
      await trial.control.say('Aha.', { as: 'eve', ...here });
      await channel.permissionOverwrites.delete(grace);
      await trial.control.deleteChannel(secretId);
    });

    const idNow = async (name: string) =>
      (await trial.control.state()).users.find((user) => user.name === name)?.id ?? '';
  });

  describe('its messages', () => {
    it('are written, read, edited and deleted one by one and together', async () => {
      const first = await general.send({ content: 'One', embeds: [{ title: 'E', description: 'd' }] });
      const second = await general.send('Two');
      const third = await first.reply('Three');
      expect(third.reference?.messageId).toBe(first.id);
      const page = await general.messages.fetch({ limit: 2 });
      expect(page.map(({ content }) => content)).toEqual(['Three', 'Two']);
      const before = await general.messages.fetch({ limit: 1, before: second.id });
      expect(before.first()?.content).toBe('One');
      const around = await general.messages.fetch({ limit: 3, around: second.id });
      expect(around.map(({ content }) => content).sort()).toEqual(['One', 'Three', 'Two']);
      const edited = heard(Events.MessageUpdate, (_old, now) => now.content);
      await second.edit('Zwei');
      expect(await edited).toBe('Zwei');
      const swept = heard(Events.MessageBulkDelete, ({ size }) => size);
      await general.bulkDelete([first, second]);
      expect(await swept).toBe(2);
      const gone = heard(Events.MessageDelete, ({ id }) => id);
      await third.delete();
      expect(await gone).toBe(third.id);
    });

    it('carry files, and embeds show them', async () => {
      const message = await general.send({
        files: [{ attachment: Buffer.from('pixels'), name: 'dot.png', description: 'A dot' }],
        embeds: [{ title: 'Look', image: { url: 'attachment://dot.png' } }],
      });
      const file = message.attachments.first();
      expect(file).toMatchObject({ name: 'dot.png', size: 6, description: 'A dot' });
      expect(message.embeds[0]?.image?.url).toBe(file?.url);
    });

    it('are pinned, listed and taken down', async () => {
      const message = await general.send('Important');
      const told = heard(Events.ChannelPinsUpdate, ({ id }) => id);
      await message.pin();
      expect(await told).toBe(general.id);
      const { items } = await general.messages.fetchPins();
      expect(items.map((item) => item.message.id)).toEqual([message.id]);
      await message.unpin();
      expect((await general.messages.fetchPins()).items).toEqual([]);
    });

    it('get reactions from people and bots, counted and taken back', async () => {
      const message = await general.send('React!');
      await message.react('👍');
      const seen = heard(Events.MessageReactionAdd, (reaction, user) => [reaction.emoji.name, user.id]);
      await trial.control.react(message.id, '👍', { as: 'grace' });
      expect(await seen).toEqual(['👍', idOf('grace')]);
      const fresh = await message.fetch(true);
      const thumbs = fresh.reactions.cache.get('👍');
      expect(thumbs).toMatchObject({ count: 2, me: true });
      expect((await thumbs?.users.fetch())?.map(({ username }) => username).sort()).toEqual([
        'Trial',
        'grace',
      ]);
      const taken = heard(Events.MessageReactionRemove, (_r, user) => user.id);
      await trial.control.unreact(message.id, '👍', { as: 'grace' });
      expect(await taken).toBe(idOf('grace'));
      await thumbs?.users.remove();
      await trial.control.react(message.id, '🎉', { as: 'ada' });
      const cleared = heard(Events.MessageReactionRemoveAll, ({ id }) => id);
      await message.reactions.removeAll();
      expect(await cleared).toBe(message.id);
    });

    it('can be reacted to with emojis of the guild, and with no others', async () => {
      const emoji = await guild.emojis.create({ name: 'cube', attachment: 'data:image/png;base64,AAAA' });
      const message = await general.send(`Mine: ${emoji.toString()}`);
      await message.react(emoji);
      expect((await message.fetch(true)).reactions.cache.get(emoji.id)?.count).toBe(1);
      await expect(message.react('nothing:123')).rejects.toMatchObject({ code: 10_014 });
      await emoji.edit({ name: 'die' });
      expect((await guild.emojis.fetch(emoji.id, { force: true })).name).toBe('die');
      await emoji.delete();
    });

    it('are announced as typing begins', async () => {
      const seen = heard(Events.TypingStart, ({ user }) => user.id);
      await trial.control.type({ as: 'ada', in: '#general' });
      expect(await seen).toBe(idOf('ada'));
      await general.sendTyping();
    });

    it('come through webhooks under any name', async () => {
      const webhook = await general.createWebhook({ name: 'Hook' });
      expect((await general.fetchWebhooks()).has(webhook.id)).toBe(true);
      const message = await webhook.send({ content: 'Beep', username: 'Robot' });
      expect(message.author.username).toBe('Robot');
      expect(message.webhookId).toBe(webhook.id);
      expect((await webhook.editMessage(message.id, 'Boop')).content).toBe('Boop');
      await webhook.deleteMessage(message.id);
      await webhook.delete();
      await expect(bot.fetchWebhook(webhook.id)).rejects.toMatchObject({ code: 10_015 });
    });
  });

  describe('its threads', () => {
    it('grow from messages, and people and bots talk in them', async () => {
      const message = await general.send('Let us discuss.');
      const begun = heard(Events.ThreadCreate, ({ name }) => name);
      const thread = await message.startThread({
        name: 'Discussion',
        autoArchiveDuration: ThreadAutoArchiveDuration.OneHour,
      });
      expect(await begun).toBe('Discussion');
      expect(thread.id).toBe(message.id);
      const again = `/channels/${general.id}/messages/${message.id}/threads`;
      expect((await trial.call('POST', again, { name: 'Again' })).body).toMatchObject({ code: 160_004 });
      await thread.send('I begin.');
      const said = heard(Events.MessageCreate, ({ content }) => content);
      await trial.control.say('I follow.', { as: 'ada', in: thread.id });
      expect(await said).toBe('I follow.');
      await thread.members.add(idOf('grace'));
      expect((await thread.members.fetch()).map(({ id }) => id)).toContain(idOf('grace'));
      await thread.members.remove(idOf('grace'));
      const archived = heard(Events.ThreadUpdate, (_old, now) => now.archived);
      await thread.setArchived(true);
      expect(await archived).toBe(true);
      const { threads } = await general.threads.fetchArchived();
      expect(threads.has(thread.id)).toBe(true);
      await thread.setArchived(false);
      expect((await guild.channels.fetchActiveThreads()).threads.has(thread.id)).toBe(true);
      const deleted = heard(Events.ThreadDelete, ({ id }) => id);
      await thread.delete();
      expect(await deleted).toBe(message.id);
    });

    it('are seen by their members alone when they are private', async () => {
      const thread = await general.threads.create({ name: 'Secret', type: ChannelType.PrivateThread });
      await expect(trial.control.say('?', { as: 'grace', in: thread.id })).rejects.toThrow('cannot see');
      await thread.members.add(idOf('grace'));
      await trial.control.say('!', { as: 'grace', in: thread.id });
      await thread.delete();
    });

    it('are the posts of a forum', async () => {
      const forum = await guild.channels.create({ name: 'forum', type: ChannelType.GuildForum });
      const post = await forum.threads.create({ name: 'Question', message: { content: 'Why?' } });
      expect((await post.fetchStarterMessage())?.content).toBe('Why?');
      await forum.delete();
    });

    it('can be begun by people', async () => {
      const begun = heard(Events.ThreadCreate, ({ name }) => name);
      const id = await trial.control.beginThread('Ideas', { as: 'ada', in: '#general' });
      expect(await begun).toBe('Ideas');
      await trial.control.setThread(id, { isLocked: true, isArchived: true });
      const { guilds } = await trial.control.state();
      const thread = { id, name: 'Ideas', parentId: trial.channelId, isArchived: true };
      expect(guilds[0]?.threads).toContainEqual(thread);
      await trial.control.deleteThread(id);
    });
  });

  it('is renamed by the bot', async () => {
    const seen = heard(Events.GuildUpdate, (_old, now) => now.name);
    await guild.setName('Laboratory');
    expect(await seen).toBe('Laboratory');
    await guild.setName('Lab');
  });
});

describe('a bot without permissions', () => {
  let trial: Trial;
  let ownerId: string;
  let rolesPath: string;
  beforeAll(async () => {
    trial = await Trial.start();
    ownerId = trial.guild.ownerId;
    rolesPath = `/guilds/${trial.guild.id}/roles`;
  });
  afterAll(() => trial.end());

  const channel = () => `/channels/${trial.channelId}`;

  it.each([
    ['change the guild', 'PATCH', () => `/guilds/${trial.guild.id}`, { name: 'Mine' }],
    ['make a channel', 'POST', () => `/guilds/${trial.guild.id}/channels`, { name: 'mine' }],
    ['make a role', 'POST', () => rolesPath, { name: 'mine' }],
    ['change a channel', 'PATCH', channel, { name: 'mine' }],
    ['delete a channel', 'DELETE', channel, undefined],
    ['make a webhook', 'POST', () => `${channel()}/webhooks`, { name: 'mine' }],
    ['ban somebody', 'PUT', () => `/guilds/${trial.guild.id}/bans/${ownerId}`, {}],
    ['send somebody away', 'DELETE', () => `/guilds/${trial.guild.id}/members/${ownerId}`, undefined],
    ['sweep messages', 'POST', () => `${channel()}/messages/bulk-delete`, { messages: ['1', '2'] }],
  ])('cannot %s', async (_what, method, path, body) => {
    expect(await trial.call(method, path(), body)).toMatchObject({ status: 403, body: { code: 50_013 } });
  });

  it('gives nobody what it does not have, and touches nobody above it', async () => {
    const { control, application, call } = { ...trial, call: trial.call.bind(trial) };
    await control.install(application.id, 'Lab', { permissions: String(PermissionFlagsBits.ManageRoles) });
    expect(await call('POST', rolesPath, { name: 'Boss', permissions: administrator })).toMatchObject({
      status: 403,
      body: { code: 50_013 },
    });
    const high = await control.createRole('Lab', { name: 'High' });
    await control.createRole('Lab', { name: 'Low' });
    await call('PATCH', rolesPath, [{ id: high, position: 1 }]);
    expect((await call('PUT', `/guilds/${trial.guild.id}/members/${ownerId}/roles/${high}`)).status).toBe(
      204,
    );
    const all = await call('GET', rolesPath);
    const own = Array.isArray(all.body) ? all.body.find(({ name }) => name === 'Trial') : undefined;
    expect((await call('DELETE', `${rolesPath}/${own.id}`)).status).toBe(403);
  });

  it('is told in its own words what is wrong with a form', async () => {
    await trial.control.install(trial.application.id, 'Lab', { permissions: administrator });
    expect(
      await trial.call('PATCH', channel(), { name: '', topic: 'x'.repeat(1_025), nsfw: 'maybe' }),
    ).toEqual(
      expect.objectContaining({
        status: 400,
        body: {
          message: 'Invalid Form Body',
          code: 50_035,
          errors: {
            name: {
              _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }],
            },
            topic: {
              _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 1024 or fewer in length.' }],
            },
            nsfw: {
              _errors: [{ code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' }],
            },
          },
        },
      }),
    );
  });
});
