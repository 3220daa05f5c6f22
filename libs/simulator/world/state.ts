import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import { z } from 'zod';

const id = z.string().regex(/^\d+$/);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const user = z.object({ id, username: z.string(), globalName: z.string().nullable(), bot: z.boolean() });

/** The switches that Discord's developer portal has on the "Bot" page. */
export const privilegedIntents = z.object({
  presence: z.boolean(),
  members: z.boolean(),
  messageContent: z.boolean(),
});

/** The bot's user has the id of its application, as with every application that Discord made since 2016. */
const application = z.object({
  id,
  name: z.string(),
  description: z.string(),
  token: z.string(),
  clientSecret: z.string(),
  publicKey: z.string(),
  redirectUris: z.array(z.string()),
  privilegedIntents,
});

const role = z.object({
  id,
  name: z.string(),
  permissions: z.string(),
  position: z.number(),
  color: z.number().default(0),
  hoist: z.boolean().default(false),
  mentionable: z.boolean().default(false),
  botId: id.nullable(),
});

const member = z.object({
  userId: id,
  nick: z.string().nullable(),
  roleIds: z.array(id),
  joinedAt: z.string(),
  /** Until then this member can only read. */
  timeoutUntil: z.string().nullable().default(null),
});

const ban = z.object({ userId: id, reason: z.string().nullable() });

const emoji = z.object({ id, name: z.string(), roleIds: z.array(id), creatorId: id, animated: z.boolean() });

const guild = z.object({
  id,
  name: z.string(),
  description: z.string().nullable().default(null),
  ownerId: id,
  roles: z.array(role),
  members: z.array(member),
  applicationIds: z.array(id),
  bans: z.array(ban).default([]),
  emojis: z.array(emoji).default([]),
});

const overwrite = z.object({
  /** Of a role or a member. */
  id,
  type: z.enum(OverwriteType),
  allow: z.string(),
  deny: z.string(),
});

const thread = z.object({
  ownerId: id,
  isArchived: z.boolean(),
  isLocked: z.boolean(),
  isInvitable: z.boolean(),
  /** Minutes without a message. */
  autoArchiveDuration: z.number(),
  archivedAt: z.string(),
  createdAt: z.string(),
  members: z.array(z.object({ userId: id, joinedAt: z.string() })),
});

/** A channel or thread of a guild or, with `guildId` null, the direct messages between its recipients. */
const channel = z.object({
  id,
  guildId: id.nullable(),
  type: z.enum(ChannelType).default(ChannelType.GuildText),
  name: z.string(),
  position: z.number(),
  topic: z.string().nullable().default(null),
  nsfw: z.boolean().default(false),
  /** The category, or the channel that a thread hangs on. */
  parentId: id.nullable().default(null),
  /** Seconds between two messages of a person. */
  slowmode: z.number().default(0),
  overwrites: z.array(overwrite).default([]),
  thread: thread.nullable().default(null),
  recipientIds: z.array(id),
});

/** `id` is null for the emojis of Unicode. */
const reactionEmoji = z.object({ id: id.nullable(), name: z.string() });

/** `readerId` is set on an ephemeral message: only this person sees it. */
const storedMessage = z.object({
  message: z.custom<APIMessage>(isRecord),
  readerId: id.nullable(),
  reactions: z.array(z.object({ emoji: reactionEmoji, userIds: z.array(id) })).default([]),
});

const webhook = z.object({
  id,
  token: z.string(),
  guildId: id,
  channelId: id,
  name: z.string(),
  creatorId: id,
  applicationId: id,
});

const invite = z.object({
  code: z.string(),
  guildId: id,
  channelId: id,
  inviterId: id,
  /** Seconds; 0 lives for ever. */
  maxAge: z.number(),
  maxUses: z.number(),
  uses: z.number(),
  temporary: z.boolean(),
  createdAt: z.string(),
});

const accessGrant = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  applicationId: id,
  userId: id,
  scopes: z.array(z.string()),
  expiresAt: z.number(),
});

/** Everything that survives a restart, as it stands in the state file. */
export const stateShape = z.object({
  version: z.literal(1),
  users: z.array(user),
  applications: z.array(application),
  guilds: z.array(guild),
  channels: z.array(channel),
  messages: z.array(storedMessage),
  commands: z.array(z.custom<APIApplicationCommand>(isRecord)),
  grants: z.array(accessGrant),
  webhooks: z.array(webhook).default([]),
  invites: z.array(invite).default([]),
});

export type User = z.infer<typeof user>;
export type PrivilegedIntents = z.infer<typeof privilegedIntents>;
export type Application = z.infer<typeof application>;
export type Role = z.infer<typeof role>;
export type Member = z.infer<typeof member>;
export type Ban = z.infer<typeof ban>;
export type Emoji = z.infer<typeof emoji>;
export type Guild = z.infer<typeof guild>;
export type Overwrite = z.infer<typeof overwrite>;
export type Thread = z.infer<typeof thread>;
export type Channel = z.infer<typeof channel>;
export type StoredMessage = z.infer<typeof storedMessage>;
export type ReactionEmoji = z.infer<typeof reactionEmoji>;
export type Webhook = z.infer<typeof webhook>;
export type Invite = z.infer<typeof invite>;
export type AccessGrant = z.infer<typeof accessGrant>;
export type State = z.infer<typeof stateShape>;
