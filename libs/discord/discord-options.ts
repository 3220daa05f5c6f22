import type { ModuleMetadata } from '@nestjs/common';
import type { GatewayIntentBits } from 'discord.js';

/** What the worker decides about its bots. */
export interface DiscordOptions {
  /** What every bot asks to hear of, beside its own intents; only servers and interactions unless said otherwise. */
  readonly intents: readonly GatewayIntentBits[];
  /** What a text command begins with; `!` unless said otherwise. */
  readonly prefix: string;
  /** Where `CommandTable` and `SettingsTable` come from: the modules of the commands and of what bots do by themselves. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

export const DISCORD_OPTIONS = Symbol('the options of the fleet');
