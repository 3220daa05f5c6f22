import { Injectable } from '@nestjs/common';
import type { GatewayIntentBits, PermissionFlagsBits } from 'discord-api-types/v10';

export type IntentName = keyof typeof GatewayIntentBits;
export type PermissionName = keyof typeof PermissionFlagsBits;

/** What something that a bot does takes: events to hear of, and permissions in the guild where it does it. */
export interface Needs {
  readonly intents: readonly IntentName[];
  readonly permissions: readonly PermissionName[];
}

/** What one thing that is switched on in a guild takes. */
export interface GuildNeed extends Needs {
  readonly guildId: string;
  /** What would not work without it, to begin a sentence with: `Auto-roles`. */
  readonly what: string;
}

type Source = (botId: string) => Promise<readonly GuildNeed[]>;

/** What the features of a bot take, in each of its guilds. The rooms that own the features tell. */
@Injectable()
export class GuildNeeds {
  private readonly sources: Source[] = [];

  add(source: Source): void {
    this.sources.push(source);
  }

  async of(botId: string): Promise<readonly GuildNeed[]> {
    return (await Promise.all(this.sources.map((source) => source(botId)))).flat();
  }
}
