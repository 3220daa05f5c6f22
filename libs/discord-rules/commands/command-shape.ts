/**
 * An application command as data: what the panel edits, what is stored, what is exported. Only what differs from Discord's
 * defaults need be there. Source: Discord's documentation, "Application Commands", Application Command Object.
 */
import type {
  ApplicationCommandOptionAllowedChannelType,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';

import type { Localizations } from './locales';

/** Our words beside Discord's numbers. */
export const commandTypes = {
  CHAT_INPUT: 1,
  USER: 2,
  MESSAGE: 3,
} as const satisfies Record<string, ApplicationCommandType>;

export const optionTypes = {
  SUB_COMMAND: 1,
  SUB_COMMAND_GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
} as const satisfies Record<string, ApplicationCommandOptionType>;

export const channelTypes = {
  GUILD_TEXT: 0,
  DM: 1,
  GUILD_VOICE: 2,
  GROUP_DM: 3,
  GUILD_CATEGORY: 4,
  GUILD_ANNOUNCEMENT: 5,
  ANNOUNCEMENT_THREAD: 10,
  PUBLIC_THREAD: 11,
  PRIVATE_THREAD: 12,
  GUILD_STAGE_VOICE: 13,
  GUILD_FORUM: 15,
  GUILD_MEDIA: 16,
} as const satisfies Record<string, ApplicationCommandOptionAllowedChannelType>;

export const contexts = {
  GUILD: 0,
  BOT_DM: 1,
  PRIVATE_CHANNEL: 2,
} as const satisfies Record<string, InteractionContextType>;

export const integrationTypes = {
  GUILD_INSTALL: 0,
  USER_INSTALL: 1,
} as const satisfies Record<string, ApplicationIntegrationType>;

export type CommandType = keyof typeof commandTypes;
export type OptionType = keyof typeof optionTypes;
export type ChannelType = keyof typeof channelTypes;
export type Context = keyof typeof contexts;
export type IntegrationType = keyof typeof integrationTypes;

export interface ChoiceShape {
  readonly name: string;
  readonly nameLocalizations?: Localizations | null;
  /** A text for STRING options, a number for INTEGER and NUMBER. */
  readonly value: string | number;
}

export interface OptionShape {
  readonly type: OptionType;
  readonly name: string;
  readonly nameLocalizations?: Localizations | null;
  readonly description: string;
  readonly descriptionLocalizations?: Localizations | null;
  readonly required?: boolean | null;
  /** Of a sub-command: what it asks; of a group: its sub-commands. */
  readonly options?: readonly OptionShape[] | null;
  readonly choices?: readonly ChoiceShape[] | null;
  readonly autocomplete?: boolean | null;
  readonly minValue?: number | null;
  readonly maxValue?: number | null;
  readonly minLength?: number | null;
  readonly maxLength?: number | null;
  readonly channelTypes?: readonly ChannelType[] | null;
}

export interface CommandShape {
  readonly type: CommandType;
  readonly name: string;
  readonly nameLocalizations?: Localizations | null;
  /** Of chat-input commands only. */
  readonly description?: string | null;
  readonly descriptionLocalizations?: Localizations | null;
  readonly options?: readonly OptionShape[] | null;
  /** A bit set in decimals: who may run it unless a guild decides otherwise. Null is everybody, '0' only administrators. */
  readonly defaultMemberPermissions?: string | null;
  /** Where it can be run; null leaves it to Discord. Global commands only. */
  readonly contexts?: readonly Context[] | null;
  /** For guilds, for people who installed the application, or both; null is what the application is set to. Global commands only. */
  readonly integrationTypes?: readonly IntegrationType[] | null;
  readonly nsfw?: boolean | null;
}

export const isNesting = (type: OptionType): boolean =>
  type === 'SUB_COMMAND' || type === 'SUB_COMMAND_GROUP';
