import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { GatewayDispatchEvents, GatewayIntentBits, ReactionType } from 'discord-api-types/v10';

import { concerns, messagePayload, withoutContent } from '../messages/message-payload';
import { guildChannelPayload, threadMemberPayload, threadPayload } from '../world/channel-payload';
import {
  bareMember,
  emojiPayload,
  guildCreatePayload,
  guildPayload,
  memberPayload,
  presencePayload,
  rolePayload,
  userPayload,
} from '../world/payloads';
import type { Channel, Guild, ReactionEmoji, StoredMessage } from '../world/state';
import type { World } from '../world/world';
import type { Gateway } from './gateway';
import type { GatewaySession } from './gateway-session';

type Told = Exclude<GatewayDispatchPayload['t'], 'RESUMED'>;
type DataOf<Event extends Told> = Extract<GatewayDispatchPayload, { t: Event }>['d'];
type Data<Event extends Told> = DataOf<Event> | ((session: GatewaySession) => DataOf<Event>);

const Events = GatewayDispatchEvents;
const Intents = GatewayIntentBits;

/** Tells the bots whose intents allow it what happened in the world. */
export function broadcast(world: World, gateway: Gateway): void {
  /** To every bot of the guild. */
  function tellGuild<Event extends Told>(
    guild: Guild,
    event: Event,
    intent: number,
    data: Data<Event>,
  ): void {
    for (const id of guild.applicationIds) gateway.dispatch(id, event, data, { guildId: guild.id, intent });
  }

  /** To every bot of the guild but one. */
  function tellOthers<Event extends Told>(
    guild: Guild,
    userId: string,
    event: Event,
    intent: number,
    data: Data<Event>,
  ): void {
    for (const id of guild.applicationIds)
      if (id !== userId) gateway.dispatch(id, event, data, { guildId: guild.id, intent });
  }

  /** To every bot that sees the channel; in direct messages to the one that is there. */
  function tellChannel<Event extends Told>(
    channel: Channel,
    event: Event,
    intents: { guild: number; direct: number },
    data: Data<Event>,
  ): void {
    const guild = world.guildOf(channel);
    const place = { guildId: channel.guildId, intent: guild ? intents.guild : intents.direct };
    for (const id of guild ? guild.applicationIds : channel.recipientIds) {
      // Most bots do not listen: permissions are reckoned for those that do.
      if (gateway.isHeardBy(id, place) && world.mayRead(channel, id))
        gateway.dispatch(id, event, data, place);
    }
  }

  /** Without the intent a bot still hears of itself. */
  function tellOfMember<Event extends Told>(
    guild: Guild,
    userId: string,
    event: Event,
    data: DataOf<Event>,
  ): void {
    for (const id of guild.applicationIds) {
      const intent = id === userId ? 0 : Intents.GuildMembers;
      gateway.dispatch(id, event, data, { guildId: guild.id, intent });
    }
  }

  world.on('installed', (applicationId, guild) => {
    const data = (session: GatewaySession) =>
      guildCreatePayload(world, guild, { applicationId, intents: session.intents });
    const intent = Intents.Guilds;
    gateway.dispatch(applicationId, Events.GuildCreate, data, { guildId: guild.id, intent });
  });
  world.on('uninstalled', (applicationId, { id }) => {
    const intent = Intents.Guilds;
    gateway.dispatch(applicationId, Events.GuildDelete, { id }, { guildId: id, intent });
  });
  world.on('guildChanged', (guild) => {
    tellGuild(guild, Events.GuildUpdate, Intents.Guilds, guildPayload(world, guild));
  });
  world.on('emojisChanged', (guild) => {
    const emojis = guild.emojis.map((emoji) => emojiPayload(world, emoji));
    tellGuild(guild, Events.GuildEmojisUpdate, Intents.GuildExpressions, { guild_id: guild.id, emojis });
  });

  world.on('roleCreated', (guild, role) => {
    const data = { guild_id: guild.id, role: rolePayload(role) };
    tellGuild(guild, Events.GuildRoleCreate, Intents.Guilds, data);
  });
  world.on('roleChanged', (guild, role) => {
    const data = { guild_id: guild.id, role: rolePayload(role) };
    tellGuild(guild, Events.GuildRoleUpdate, Intents.Guilds, data);
  });
  world.on('roleDeleted', (guild, role) => {
    tellGuild(guild, Events.GuildRoleDelete, Intents.Guilds, { guild_id: guild.id, role_id: role.id });
  });

  world.on('memberAdded', (guild, member) => {
    const data = { guild_id: guild.id, ...memberPayload(world, member) };
    // A bot hears of its own coming by GUILD_CREATE.
    tellOthers(guild, member.userId, Events.GuildMemberAdd, Intents.GuildMembers, data);
  });
  world.on('memberChanged', (guild, member) => {
    const data = { ...memberPayload(world, member), guild_id: guild.id, avatar: null, banner: null };
    tellOfMember(guild, member.userId, Events.GuildMemberUpdate, data);
  });
  world.on('memberRemoved', (guild, { userId }) => {
    const data = { guild_id: guild.id, user: userOf(userId) };
    tellGuild(guild, Events.GuildMemberRemove, Intents.GuildMembers, data);
  });
  world.on('banned', (guild, userId) => {
    const data = { guild_id: guild.id, user: userOf(userId) };
    tellGuild(guild, Events.GuildBanAdd, Intents.GuildModeration, data);
  });
  world.on('unbanned', (guild, userId) => {
    const data = { guild_id: guild.id, user: userOf(userId) };
    tellGuild(guild, Events.GuildBanRemove, Intents.GuildModeration, data);
  });
  world.on('statusChanged', (userId) => {
    for (const guild of world.guildsOf(userId)) {
      tellGuild(guild, Events.PresenceUpdate, Intents.GuildPresences, presencePayload(world, guild, userId));
    }
  });
  world.on('userChanged', (user) => {
    gateway.dispatch(user.id, Events.UserUpdate, userPayload(user), { guildId: null, intent: 0 });
  });

  const guilds = { guild: Intents.Guilds, direct: Intents.DirectMessages };
  world.on('channelCreated', (channel) => tellOfChannel(Events.ChannelCreate, channel));
  world.on('channelChanged', (channel) => tellOfChannel(Events.ChannelUpdate, channel));
  world.on('channelDeleted', (channel) => tellOfChannel(Events.ChannelDelete, channel));
  world.on('pinsChanged', (channel) => {
    const pinned = world.pinsOf(channel.id).at(-1);
    const data = { ...placeOf(channel), last_pin_timestamp: pinned?.message.timestamp ?? null };
    tellChannel(channel, Events.ChannelPinsUpdate, guilds, data);
  });
  world.on('webhooksChanged', (channel) => {
    if (channel.guildId === null) return;
    const data = { guild_id: channel.guildId, channel_id: channel.id };
    const intents = { guild: Intents.GuildWebhooks, direct: Intents.GuildWebhooks };
    tellChannel(channel, Events.WebhooksUpdate, intents, data);
  });
  world.on('inviteCreated', (invite) => {
    const guild = world.guilds.get(invite.guildId);
    const { code, channelId, createdAt, inviterId, maxAge, maxUses, temporary } = invite;
    const expiresAt = maxAge === 0 ? null : new Date(Date.parse(createdAt) + maxAge * 1_000).toISOString();
    if (!guild) return;
    tellGuild(guild, Events.InviteCreate, Intents.GuildInvites, {
      code,
      guild_id: guild.id,
      channel_id: channelId,
      created_at: createdAt,
      inviter: userOf(inviterId),
      max_age: maxAge,
      max_uses: maxUses,
      temporary,
      uses: 0,
      expires_at: expiresAt,
    });
  });
  world.on('inviteDeleted', ({ code, guildId, channelId }) => {
    const guild = world.guilds.get(guildId);
    const data = { code, guild_id: guildId, channel_id: channelId };
    if (guild) tellGuild(guild, Events.InviteDelete, Intents.GuildInvites, data);
  });

  world.on('threadCreated', (channel) => {
    const { thread } = channel;
    if (!thread) return;
    tellChannel(channel, Events.ThreadCreate, guilds, ({ application }) => ({
      ...threadPayload(world, channel, thread, application.id),
      newly_created: true,
    }));
  });
  world.on('threadChanged', (channel) => {
    const { thread } = channel;
    if (!thread) return;
    tellChannel(channel, Events.ThreadUpdate, guilds, ({ application }) =>
      threadPayload(world, channel, thread, application.id),
    );
  });
  world.on('threadDeleted', (channel) => {
    const { id, guildId, parentId, type } = channel;
    if (guildId === null || parentId === null) return;
    const parent = world.channels.get(parentId) ?? channel;
    const data = { id, guild_id: guildId, parent_id: parentId, type };
    tellChannel(parent, Events.ThreadDelete, guilds, data);
  });
  world.on('threadMembersChanged', (channel, { added, removed }) => {
    const { guildId, thread } = channel;
    if (guildId === null || !thread) return;
    const came = thread.members.filter(({ userId }) => added.includes(userId));
    tellChannel(channel, Events.ThreadMembersUpdate, guilds, ({ application, intents }) => {
      const isTold = (id: string) => id === application.id || (intents & Intents.GuildMembers) !== 0;
      return {
        id: channel.id,
        guild_id: guildId,
        member_count: thread.members.length,
        added_members: came
          .filter(({ userId }) => isTold(userId))
          .map((member) => threadMemberPayload(channel, member)),
        removed_member_ids: removed.filter(isTold),
      };
    });
  });

  const messages = { guild: Intents.GuildMessages, direct: Intents.DirectMessages };
  world.on('messageCreated', (stored) => tellOfMessage(Events.MessageCreate, stored));
  world.on('messageUpdated', (stored) => tellOfMessage(Events.MessageUpdate, stored));
  world.on('messageDeleted', (stored) => {
    const channel = publicPlaceOf(stored);
    if (channel)
      tellChannel(channel, Events.MessageDelete, messages, { id: stored.message.id, ...placeOf(channel) });
  });
  world.on('messagesDeleted', (channel, several) => {
    const ids = several.filter(({ readerId }) => readerId === null).map(({ message }) => message.id);
    tellChannel(channel, Events.MessageDeleteBulk, messages, { ids, ...placeOf(channel) });
  });

  const reactions = { guild: Intents.GuildMessageReactions, direct: Intents.DirectMessageReactions };
  world.on('reactionAdded', (stored, emoji, userId) => {
    const channel = publicPlaceOf(stored);
    if (!channel) return;
    const guild = world.guildOf(channel);
    const member = guild && world.memberOf(guild, userId);
    tellChannel(channel, Events.MessageReactionAdd, reactions, {
      ...reactionOf(channel, stored, emoji, userId),
      message_author_id: stored.message.author.id,
      ...(member ? { member: memberPayload(world, member) } : {}),
    });
  });
  world.on('reactionRemoved', (stored, emoji, userId) => {
    const channel = publicPlaceOf(stored);
    if (!channel) return;
    tellChannel(channel, Events.MessageReactionRemove, reactions, reactionOf(channel, stored, emoji, userId));
  });
  world.on('reactionsCleared', (stored, emoji) => {
    const channel = publicPlaceOf(stored);
    if (!channel) return;
    const data = { message_id: stored.message.id, ...placeOf(channel) };
    if (emoji) tellChannel(channel, Events.MessageReactionRemoveEmoji, reactions, { ...data, emoji });
    else tellChannel(channel, Events.MessageReactionRemoveAll, reactions, data);
  });

  world.on('typed', (channel, userId) => {
    const guild = world.guildOf(channel);
    const member = guild && world.memberOf(guild, userId);
    const intents = { guild: Intents.GuildMessageTyping, direct: Intents.DirectMessageTyping };
    tellChannel(channel, Events.TypingStart, intents, {
      ...placeOf(channel),
      user_id: userId,
      timestamp: Math.floor(world.clock.wall() / 1_000),
      ...(member ? { member: memberPayload(world, member) } : {}),
    });
  });

  function tellOfChannel(
    event:
      | GatewayDispatchEvents.ChannelCreate
      | GatewayDispatchEvents.ChannelUpdate
      | GatewayDispatchEvents.ChannelDelete,
    channel: Channel,
  ): void {
    const guild = world.guildOf(channel);
    if (guild) tellGuild(guild, event, Intents.Guilds, guildChannelPayload(world, channel, guild.id));
  }

  function tellOfMessage(
    event: GatewayDispatchEvents.MessageCreate | GatewayDispatchEvents.MessageUpdate,
    stored: StoredMessage,
  ): void {
    const channel = publicPlaceOf(stored);
    if (!channel) return;
    tellChannel(channel, event, messages, (session) => ({
      ...asSeenBy(stored, session, channel.guildId),
      ...whereabouts(channel, stored.message.author.id),
    }));
  }

  /** Ephemeral messages never travel over the gateway. */
  function publicPlaceOf({ message, readerId }: StoredMessage): Channel | undefined {
    return readerId === null ? world.channels.get(message.channel_id) : undefined;
  }

  /** Without MessageContent a bot reads only its own messages, direct messages, and those that mention it. */
  function asSeenBy(stored: StoredMessage, session: GatewaySession, guildId: string | null) {
    const botId = session.application.id;
    const isReadable =
      guildId === null || (session.intents & Intents.MessageContent) !== 0 || concerns(stored.message, botId);
    return withoutContent(messagePayload(world, stored, botId), isReadable);
  }

  function whereabouts(channel: Channel, authorId: string): { guild_id?: string; member?: MessageMember } {
    const guild = world.guildOf(channel);
    if (!guild) return {};
    const member = world.memberOf(guild, authorId);
    if (!member) return { guild_id: guild.id };
    return { guild_id: guild.id, member: { deaf: false, mute: false, ...bareMember(member) } };
  }

  function reactionOf(channel: Channel, { message }: StoredMessage, emoji: ReactionEmoji, userId: string) {
    return {
      ...placeOf(channel),
      message_id: message.id,
      user_id: userId,
      emoji,
      burst: false,
      type: ReactionType.Normal,
    };
  }

  function userOf(userId: string) {
    const user = world.users.get(userId);
    return user
      ? userPayload(user)
      : userPayload({ id: userId, username: 'gone', globalName: null, bot: false });
  }
}

type MessageMember = ReturnType<typeof bareMember> & { deaf: boolean; mute: boolean };

const placeOf = ({ id, guildId }: Channel) => ({
  channel_id: id,
  ...(guildId === null ? {} : { guild_id: guildId }),
});
