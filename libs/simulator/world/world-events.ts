import type {
  Application,
  Channel,
  Guild,
  Invite,
  Member,
  ReactionEmoji,
  Role,
  StoredMessage,
  User,
} from './state';

/** What can happen in the simulated Discord. Bots hear of it by the gateway, pages by their own stream. */
export interface WorldEvents {
  /** Something that the state file holds has changed. */
  changed: [];
  installed: [applicationId: string, guild: Guild];
  uninstalled: [applicationId: string, guild: Guild];
  guildChanged: [Guild];
  emojisChanged: [Guild];
  roleCreated: [Guild, Role];
  roleChanged: [Guild, Role];
  roleDeleted: [Guild, Role];
  memberAdded: [Guild, Member];
  memberChanged: [Guild, Member];
  memberRemoved: [Guild, Member];
  banned: [Guild, userId: string];
  unbanned: [Guild, userId: string];
  channelCreated: [Channel];
  channelChanged: [Channel];
  channelDeleted: [Channel];
  threadCreated: [Channel];
  threadChanged: [Channel];
  threadDeleted: [Channel];
  /** Somebody joined or left a thread. */
  threadMembersChanged: [Channel, { added: readonly string[]; removed: readonly string[] }];
  pinsChanged: [Channel];
  webhooksChanged: [Channel];
  inviteCreated: [Invite];
  inviteDeleted: [Invite];
  messageCreated: [StoredMessage];
  messageUpdated: [StoredMessage];
  messageDeleted: [StoredMessage];
  messagesDeleted: [Channel, readonly StoredMessage[]];
  reactionAdded: [StoredMessage, ReactionEmoji, userId: string];
  reactionRemoved: [StoredMessage, ReactionEmoji, userId: string];
  /** All reactions of a message went, or all with one emoji. */
  reactionsCleared: [StoredMessage, ReactionEmoji | null];
  typed: [Channel, userId: string];
  userChanged: [User];
  statusChanged: [userId: string];
  tokenReset: [applicationId: string];
  /** The intents that an application may ask for have changed. */
  switched: [Application];
  /** A bot came online or went. */
  presence: [applicationId: string];
}
