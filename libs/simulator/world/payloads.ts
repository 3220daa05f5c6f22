import type {
  APIApplication,
  APIDMChannel,
  APIGuild,
  APIGuildMember,
  APIRole,
  APITextChannel,
  APIUser,
  GatewayGuildCreateDispatchData,
} from 'discord-api-types/v10';
import { ApplicationFlags, ChannelType, GuildMemberFlags, Locale } from 'discord-api-types/v10';

import { unknownMember } from '../errors';
import type { Application, Channel, Guild, Member, Role, User } from './state';
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

/** A member as Discord sends it along beside a user that is already there. */
export function bareMember(member: Member) {
  return {
    nick: member.nick,
    avatar: null,
    roles: member.roleIds,
    joined_at: member.joinedAt,
    premium_since: null,
    flags: GuildMemberFlags.CompletedOnboarding,
    pending: false,
    communication_disabled_until: null,
  };
}

export function memberPayload(world: World, member: Member): APIGuildMember {
  const user = world.users.get(member.userId);
  if (!user) throw unknownMember();
  return { ...bareMember(member), user: userPayload(user), deaf: false, mute: false };
}

export function rolePayload(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions,
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.botId !== null,
    mentionable: false,
    flags: noFlags,
    ...(role.botId ? { tags: { bot_id: role.botId } } : {}),
  };
}

export function channelPayload(world: World, channel: Channel): APITextChannel | APIDMChannel {
  const last = world.messagesOf(channel.id).at(-1)?.message.id ?? null;
  if (channel.guildId === null) {
    const recipients = channel.recipientIds
      .flatMap((id) => world.users.get(id) ?? [])
      .filter(({ bot }) => !bot);
    return {
      id: channel.id,
      type: ChannelType.DM,
      name: null,
      last_message_id: last,
      recipients: recipients.map(userPayload),
    };
  }
  return {
    id: channel.id,
    type: ChannelType.GuildText,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    topic: null,
    nsfw: false,
    parent_id: null,
    permission_overwrites: [],
    rate_limit_per_user: 0,
    last_message_id: last,
  };
}

export function guildPayload(guild: Guild): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: guild.roles.map(rolePayload),
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    region: 'simulator',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    emojis: [],
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
  reader: { applicationId: string; seesMembers: boolean },
): GatewayGuildCreateDispatchData {
  const members = guild.members.filter(({ userId }) => reader.seesMembers || userId === reader.applicationId);
  return {
    ...guildPayload(guild),
    joined_at: world.memberOf(guild, reader.applicationId)?.joinedAt ?? new Date().toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.length,
    members: members.map((member) => memberPayload(world, member)),
    channels: world.channelsOf(guild.id).flatMap((channel) => {
      const payload = channelPayload(world, channel);
      return payload.type === ChannelType.GuildText ? payload : [];
    }),
    threads: [],
    presences: [],
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
