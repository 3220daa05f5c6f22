import type { KnownIntent } from '@cube/discord-rules/intents';
import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';

/** A bot as its platform needs it to run. The token stays in memory and is never written down. */
export interface RunnableBot {
  readonly id: string;
  readonly applicationId: string;
  /** Rises with every wish for the bot; a report says which wish it answers. */
  readonly generation: number;
  readonly token: string;
  /** What it asks to hear of, beside what every bot does. */
  readonly intents?: readonly KnownIntent[];
}

/** Why a bot is not online, for programs; `reason` says it to people. */
export type ReasonCode =
  'TOKEN_INVALID' | 'INTENTS_DISALLOWED' | 'SHARDING_REQUIRED' | 'UNREACHABLE' | 'CRASHED';

/** What the platform sees of a bot at one moment. */
export interface BotReport {
  readonly botId: string;
  readonly generation: number;
  readonly state: 'OFFLINE' | 'STARTING' | 'ONLINE' | 'FAILING';
  /** One sentence with the way out; null while all is well. */
  readonly reason: string | null;
  readonly reasonCode: ReasonCode | null;
  /** Milliseconds of the last gateway heartbeat, while online and once one was measured. */
  readonly latency: number | null;
}

/** What a role or a member may and may not do in one channel; bits in decimal. */
export interface SeenOverwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

export interface SeenChannel {
  readonly id: string;
  readonly name: string;
  /** Discord's channel type, a number (ChannelType). */
  readonly type: number;
  readonly position: number;
  readonly parentId: string | null;
  readonly overwrites: readonly SeenOverwrite[];
}

export interface SeenRole {
  readonly id: string;
  readonly name: string;
  /** RGB; 0 for none. */
  readonly color: number;
  /** From the bottom up: who has a higher one may give the lower ones. */
  readonly position: number;
  /** True of a role that Discord or an integration gives, and nobody else may. */
  readonly managed: boolean;
  /** Bits of what it allows, in decimal. */
  readonly permissions: string;
}

export interface SeenGuild {
  readonly id: string;
  readonly name: string;
  /** Hash of the icon, or null. */
  readonly icon: string | null;
  readonly ownerId: string | null;
  readonly memberCount: number;
  readonly channels: readonly SeenChannel[];
  readonly roles: readonly SeenRole[];
  /** What the platform calls the abilities of a guild, such as COMMUNITY. */
  readonly features: readonly string[];
  /** The bot as a member of it; null where that is not known. */
  readonly self: SeenSelf | null;
}

export interface SeenSelf {
  readonly roleIds: readonly string[];
  readonly joinedAt: Date | null;
}

/** What comes out of a running bot, beside the facts that the adapter records itself. */
export interface BotListener {
  reported(report: BotReport): void;
  /** The bot sees this guild: it joined, or the guild, a channel, a role or the bot's own roles are not what they were. */
  guildSeen(botId: string, guild: SeenGuild): void;
  /** The bot was removed from this guild. */
  guildLeft(botId: string, guildId: string): void;
}

/** One thing that the platform refuses about one command of a list. */
export interface RefusedCommand {
  /** Place of the command in the list that was sent. */
  readonly index: number;
  /** Path within the command, for example `name` or `options.0.name`. */
  readonly field: string;
  readonly message: string;
}

/** The platform refused the list of commands, which stays as it was there. */
export class CommandsRefused extends Error {
  constructor(
    message: string,
    readonly problems: readonly RefusedCommand[],
  ) {
    super(message);
  }
}

export type CommandDefinition = RESTPutAPIApplicationCommandsJSONBody[number];

/** A platform on which bots live. Discord is the first; behind this port nothing above knows discord.js. */
export abstract class BotAdapter {
  /** Who hears what happens; set once, before the first start. */
  abstract listen(listener: BotListener): void;

  /** Brings a bot online; returns at once, and reports what becomes of it. A bot that runs already is stopped first. */
  abstract start(bot: RunnableBot): void;

  /** Takes a bot offline and reports OFFLINE; resolves when its connection is closed. A bot that does not run is left alone. */
  abstract stop(botId: string): Promise<void>;

  /** Makes the commands of the bot on its platform exactly these; resolves with their ids, in order. Throws CommandsRefused. */
  abstract sync(bot: RunnableBot, commands: readonly CommandDefinition[]): Promise<readonly string[]>;

  /**
   * The bots that this process hosts, and the wish that each of them answers; also those that failed for good, so that
   * nobody starts them again before somebody wishes it.
   */
  abstract running(): ReadonlyMap<string, number>;
}
