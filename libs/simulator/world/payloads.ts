import type {
  APIApplication,
  APIEmoji,
  APIGuild,
  APIGuildMember,
  APIRole,
  APIUser,
  GatewayGuildCreateDispatchData,
  GatewayPresenceUpdate,
} from 'discord-api-types/v10';
import {
  ApplicationFlags,
  GatewayIntentBits,
  GuildMemberFlags,
  Locale,
  PresenceUpdateStatus,
} from 'discord-api-types/v10';

import { unknownMember } from '../errors';
import { guildChannelPayload, threadPayload } from './channel-payload';
import type { Application, Emoji, Guild, Member, Role, User } from './state';
import type { World } from './world';

const noFlags: number = 0;

export function userPayload(user: User): APIUser {
  const { id, username, globalName, bot } = user;
  return {
    id,
    username,
    discriminator: '0',
    global_name: globalName,
    avatar: null,
    ...(bot ? { bot } : {}),
  };
}

/**
 * A member as Discord sends it along beside a user that is already there. As in all payloads that are built for every event,
 * what is spread stands last: V8 clones what stands first and then adds each property at the price of the whole clone.
 */
export function bareMember(member: Member) {
  return {
    nick: member.nick,
    avatar: null,
    roles: member.roleIds,
    joined_at: member.joinedAt,
    premium_since: null,
    flags: GuildMemberFlags.CompletedOnboarding,
    pending: false,
    communication_disabled_until: member.timeoutUntil,
  };
}

export function memberPayload(world: World, member: Member): APIGuildMember {
  const user = world.users.get(member.userId);
  if (!user) throw unknownMember();
  return { user: userPayload(user), deaf: false, mute: false, ...bareMember(member) };
}

export function rolePayload(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions,
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.botId !== null,
    mentionable: role.mentionable,
    flags: noFlags,
    ...(role.botId ? { tags: { bot_id: role.botId } } : {}),
  };
}

export function emojiPayload(world: World, emoji: Emoji): APIEmoji {
  const { id, name, roleIds, creatorId, animated } = emoji;
  const creator = world.users.get(creatorId);
  return {
    id,
    name,
    roles: roleIds,
    ...(creator ? { user: userPayload(creator) } : {}),
    require_colons: true,
    managed: false,
    animated,
    available: true,
  };
}

export function presencePayload(world: World, guild: Guild, userId: string): GatewayPresenceUpdate {
  const { status, activities } = world.statusOf(userId) ?? offline;
  const isOnline = status !== PresenceUpdateStatus.Offline;
  return {
    user: { id: userId },
    guild_id: guild.id,
    status,
    activities: [...activities],
    client_status: isOnline ? { web: status } : {},
  };
}

const offline = { status: PresenceUpdateStatus.Offline, activities: [] } as const;

export function guildPayload(world: World, guild: Guild): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: guild.roles.map(rolePayload),
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: guild.description,
    region: 'simulator',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    emojis: guild.emojis.map((emoji) => emojiPayload(world, emoji)),
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: noFlags,
    rules_channel_id: null,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: Locale.EnglishUS,
    public_updates_channel_id: null,
    nsfw_level: 0,
    hub_type: null,
    safety_alerts_channel_id: null,
    incidents_data: null,
  };
}

/** Members come whole with the GuildMembers intent; without it a bot is told of itself alone, as Discord does. */
export function guildCreatePayload(
  world: World,
  guild: Guild,
  reader: { applicationId: string; intents: number },
): GatewayGuildCreateDispatchData {
  const { applicationId, intents } = reader;
  const seesMembers = (intents & GatewayIntentBits.GuildMembers) !== 0;
  const seesPresences = (intents & GatewayIntentBits.GuildPresences) !== 0;
  const members = guild.members.filter(({ userId }) => seesMembers || userId === applicationId);
  const present = guild.members.filter(({ userId }) => seesPresences && world.statusOf(userId));
  return {
    ...guildPayload(world, guild),
    joined_at: world.memberOf(guild, applicationId)?.joinedAt ?? world.clock.timestamp(),
    large: false,
    unavailable: false,
    member_count: guild.members.length,
    members: members.map((member) => memberPayload(world, member)),
    channels: world.channelsOf(guild.id).map((channel) => guildChannelPayload(world, channel, guild.id)),
    threads: world
      .threadsOf(guild.id)
      .filter((thread) => !thread.thread?.isArchived && world.mayRead(thread, applicationId))
      .flatMap((channel) =>
        channel.thread ? threadPayload(world, channel, channel.thread, applicationId) : [],
      ),
    presences: present.map(({ userId }) => presencePayload(world, guild, userId)),
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function applicationFlags({ privilegedIntents }: Application): number {
  return (
    (privilegedIntents.presence ? ApplicationFlags.GatewayPresenceLimited : 0) |
    (privilegedIntents.members ? ApplicationFlags.GatewayGuildMembersLimited : 0) |
    (privilegedIntents.messageContent ? ApplicationFlags.GatewayMessageContentLimited : 0)
  );
}

export function applicationPayload(world: World, application: Application): APIApplication {
  const bot = world.users.get(application.id);
  const installs = [...world.guilds.values()].filter(({ applicationIds }) =>
    applicationIds.includes(application.id),
  );
  return {
    id: application.id,
    name: application.name,
    description: application.description,
    icon: null,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: application.publicKey,
    summary: '',
    team: null,
    flags: applicationFlags(application),
    flags_new: String(applicationFlags(application)),
    approximate_guild_count: installs.length,
    redirect_uris: application.redirectUris,
    ...(bot ? { bot: userPayload(bot) } : {}),
  };
}
