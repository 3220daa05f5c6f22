import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import { z } from 'zod';

/** The JSON of what people do to guilds, messages and each other, and of trouble that a test makes. */

const name = z.string().trim().min(1).max(100);
/** Decimal bits, as everywhere in Discord. */
const permissions = z.string().regex(/^\d+$/);

export const installWish = z.object({ permissions: permissions.optional() });

export const memberChange = z.object({
  nick: z.string().max(32).nullable().optional(),
  /** Roles by name or id; they take the place of those that were there. */
  roles: z.array(z.string()).optional(),
  /** Milliseconds of time-out from now; 0 ends it. */
  timeout: z.number().int().min(0).optional(),
});

export const banWish = z.object({ reason: z.string().nullable().default(null) });

export const guildChange = z.object({
  name: name.optional(),
  description: z.string().max(300).nullable().optional(),
});

export const roleWish = z.object({
  name,
  permissions: permissions.optional(),
  color: z.number().int().optional(),
  hoist: z.boolean().optional(),
  mentionable: z.boolean().optional(),
});

export const roleChange = roleWish.partial();

export const channelWish = z.object({
  name,
  type: z
    .literal([
      ChannelType.GuildText,
      ChannelType.GuildVoice,
      ChannelType.GuildCategory,
      ChannelType.GuildAnnouncement,
      ChannelType.GuildForum,
    ])
    .optional(),
  topic: z.string().optional(),
  nsfw: z.boolean().optional(),
  parentId: z.string().nullable().optional(),
});

export const channelChange = channelWish.omit({ type: true }).partial();

export const overwriteWish = z.object({
  /** A role or a member, by name or id. */
  for: z.string(),
  type: z.enum(OverwriteType).default(OverwriteType.Role),
  allow: permissions.default('0'),
  deny: permissions.default('0'),
});

const deed = { as: z.string(), message: z.string() };

export const reactionWish = z.object({
  ...deed,
  /** A character, or the name of one of the guild's own emojis. */
  emoji: z.string().min(1),
});

export const messageEdit = z.object({ ...deed, text: z.string().min(1).max(2_000) });
export const messageDeletion = z.object(deed);

const place = { as: z.string(), in: z.string(), guild: z.string().optional() };

export const typing = z.object(place);

export const threadWish = z.object({
  ...place,
  name,
  /** The message from which it grows; without one it stands by itself. */
  message: z.string().optional(),
  isPrivate: z.boolean().optional(),
});

export const threadChange = z.object({
  name: name.optional(),
  isArchived: z.boolean().optional(),
  isLocked: z.boolean().optional(),
});

export const statusWish = z.object({ as: z.string(), status: z.enum(['online', 'idle', 'dnd', 'offline']) });
export const joinWish = z.object({ as: z.string(), code: z.string() });

export const span = z.object({ milliseconds: z.number().int() });
export const advance = z.object({ milliseconds: z.number().int().min(0) });

export const throttleWish = z.object({
  /** A path as in a fault; without it all calls of a bot count together, against the global limit. */
  route: z.string().optional(),
  method: z.string().optional(),
  limit: z.number().int().min(0),
  /** Milliseconds. */
  window: z.number().int().min(1),
});

/** An access or refresh token of a person, or all that an application holds of them. */
export const revocation = z.union([
  z.object({ token: z.string() }),
  z.object({ as: z.string(), application: z.string() }),
]);

export const time = z.object({ now: z.string() });
