import type * as Discord from 'discord-api-types/v10';

/**
 * The generator loses the channel types in `APIChannel & { type: … }`, and with `Omit` what is optional: so the fields
 * that GUILD_CREATE adds to a guild stand here once more.
 */
interface GuildCreate extends Discord.APIGuild {
  joined_at: string;
  large: boolean;
  unavailable?: boolean;
  member_count: number;
  voice_states: Discord.APIVoiceState[];
  members: Discord.APIGuildMember[];
  channels: Discord.APIChannel[];
  threads: Discord.APIChannel[];
  presences: Discord.GatewayPresenceUpdate[];
  stage_instances: Discord.APIStageInstance[];
  guild_scheduled_events: Discord.APIGuildScheduledEvent[];
  soundboard_sounds: Discord.APISoundboardSound[];
}

/** What the gateway tells, by the name of the event. The schemas of the specs are generated from this file. */
export interface Dispatches {
  READY: Discord.GatewayReadyDispatchData;
  GUILD_CREATE: GuildCreate;
  GUILD_UPDATE: Discord.GatewayGuildUpdateDispatchData;
  GUILD_DELETE: Discord.GatewayGuildDeleteDispatchData;
  GUILD_ROLE_CREATE: Discord.GatewayGuildRoleCreateDispatchData;
  GUILD_ROLE_UPDATE: Discord.GatewayGuildRoleUpdateDispatchData;
  GUILD_ROLE_DELETE: Discord.GatewayGuildRoleDeleteDispatchData;
  GUILD_EMOJIS_UPDATE: Discord.GatewayGuildEmojisUpdateDispatchData;
  GUILD_MEMBER_ADD: Discord.GatewayGuildMemberAddDispatchData;
  GUILD_MEMBER_UPDATE: Discord.GatewayGuildMemberUpdateDispatchData;
  GUILD_MEMBER_REMOVE: Discord.GatewayGuildMemberRemoveDispatchData;
  GUILD_MEMBERS_CHUNK: Discord.GatewayGuildMembersChunkDispatchData;
  GUILD_BAN_ADD: Discord.GatewayGuildBanAddDispatchData;
  GUILD_BAN_REMOVE: Discord.GatewayGuildBanRemoveDispatchData;
  PRESENCE_UPDATE: Discord.GatewayPresenceUpdateDispatchData;
  USER_UPDATE: Discord.GatewayUserUpdateDispatchData;
  CHANNEL_CREATE: Discord.APIChannel;
  CHANNEL_UPDATE: Discord.APIChannel;
  CHANNEL_DELETE: Discord.APIChannel;
  CHANNEL_PINS_UPDATE: Discord.GatewayChannelPinsUpdateDispatchData;
  WEBHOOKS_UPDATE: Discord.GatewayWebhooksUpdateDispatchData;
  INVITE_CREATE: Discord.GatewayInviteCreateDispatchData;
  INVITE_DELETE: Discord.GatewayInviteDeleteDispatchData;
  THREAD_CREATE: Discord.GatewayThreadCreateDispatchData;
  THREAD_UPDATE: Discord.GatewayThreadUpdateDispatchData;
  THREAD_DELETE: Discord.GatewayThreadDeleteDispatchData;
  THREAD_MEMBERS_UPDATE: Discord.GatewayThreadMembersUpdateDispatchData;
  MESSAGE_CREATE: Discord.GatewayMessageCreateDispatchData;
  MESSAGE_UPDATE: Discord.GatewayMessageUpdateDispatchData;
  MESSAGE_DELETE: Discord.GatewayMessageDeleteDispatchData;
  MESSAGE_DELETE_BULK: Discord.GatewayMessageDeleteBulkDispatchData;
  MESSAGE_REACTION_ADD: Discord.GatewayMessageReactionAddDispatchData;
  MESSAGE_REACTION_REMOVE: Discord.GatewayMessageReactionRemoveDispatchData;
  MESSAGE_REACTION_REMOVE_ALL: Discord.GatewayMessageReactionRemoveAllDispatchData;
  MESSAGE_REACTION_REMOVE_EMOJI: Discord.GatewayMessageReactionRemoveEmojiDispatchData;
  TYPING_START: Discord.GatewayTypingStartDispatchData;
  INTERACTION_CREATE: Discord.GatewayInteractionCreateDispatchData;
  SOUNDBOARD_SOUNDS: Discord.GatewaySoundboardSoundsDispatchData;
}

/** What REST answers, by the name of the thing. */
export interface Answers {
  application: Discord.APIApplication;
  authorization: Discord.RESTGetAPIOAuth2CurrentAuthorizationResult;
  bans: Discord.APIBan[];
  callback: Discord.RESTPostAPIInteractionCallbackWithResponseResult;
  channel: Discord.APIChannel;
  channels: Discord.APIChannel[];
  command: Discord.APIApplicationCommand;
  commands: Discord.APIApplicationCommand[];
  emoji: Discord.APIEmoji;
  gatewayBot: Discord.APIGatewayBotInfo;
  guild: Discord.APIGuild;
  guilds: Discord.RESTGetAPICurrentUserGuildsResult;
  invite: Discord.APIExtendedInvite;
  member: Discord.APIGuildMember;
  members: Discord.APIGuildMember[];
  message: Discord.APIMessage;
  messages: Discord.APIMessage[];
  pins: Discord.RESTGetAPIChannelMessagesPinsResult;
  preview: Discord.APIGuildPreview;
  role: Discord.APIRole;
  roles: Discord.APIRole[];
  threads: Discord.RESTGetAPIGuildThreadsResult;
  threadMembers: Discord.APIThreadMember[];
  user: Discord.APIUser;
  users: Discord.APIUser[];
  webhook: Discord.APIWebhook;
}
