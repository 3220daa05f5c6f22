import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
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
  botId: id.nullable(),
});

const member = z.object({
  userId: id,
  nick: z.string().nullable(),
  roleIds: z.array(id),
  joinedAt: z.string(),
});

const guild = z.object({
  id,
  name: z.string(),
  ownerId: id,
  roles: z.array(role),
  members: z.array(member),
  applicationIds: z.array(id),
});

/** A text channel of a guild or, with `guildId` null, the direct messages between its recipients. */
const channel = z.object({
  id,
  guildId: id.nullable(),
  name: z.string(),
  position: z.number(),
  recipientIds: z.array(id),
});

/** `readerId` is set on an ephemeral message: only this person sees it. */
const storedMessage = z.object({
  message: z.custom<APIMessage>(isRecord),
  readerId: id.nullable(),
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
});

export type User = z.infer<typeof user>;
export type PrivilegedIntents = z.infer<typeof privilegedIntents>;
export type Application = z.infer<typeof application>;
export type Role = z.infer<typeof role>;
export type Member = z.infer<typeof member>;
export type Guild = z.infer<typeof guild>;
export type Channel = z.infer<typeof channel>;
export type StoredMessage = z.infer<typeof storedMessage>;
export type AccessGrant = z.infer<typeof accessGrant>;
export type State = z.infer<typeof stateShape>;
