import type { KnownIntent } from '@cube/discord-rules/intents';
import { Batch } from '@cube/platform/loaders';
import { Injectable } from '@nestjs/common';
import type { PermissionFlagsBits } from 'discord-api-types/v10';

export type IntentName = KnownIntent;
export type PermissionName = keyof typeof PermissionFlagsBits;

/** What something that a bot does takes: events to hear of, and permissions in the guild where it does it. */
export interface Needs {
  readonly intents: readonly IntentName[];
  readonly permissions: readonly PermissionName[];
}

/** What one thing that a bot does takes. */
export interface GuildNeed extends Needs {
  /** Where it is switched on; null for every guild that the bot is in. */
  readonly guildId: string | null;
  /** Guilds of these in which it is switched off. */
  readonly exceptIn?: readonly string[];
  /** The channel in which it takes the permissions, if it is one and the same. */
  readonly channelId?: string | null;
  /** Roles that it gives or takes: the bot's own must stand above them. */
  readonly roleIds?: readonly string[];
  /** What would not work without it, to begin a sentence with: `Auto-roles`. */
  readonly what: string;
}

type Source = (botId: string) => Promise<readonly GuildNeed[]>;

/** What the features of a bot take, in each of its guilds. The rooms that own the features tell. */
@Injectable()
export class GuildNeeds {
  readonly ofBot = new Batch<string, readonly GuildNeed[]>(
    async (botIds) => new Map(await Promise.all(botIds.map(async (id) => [id, await this.of(id)] as const))),
  );

  private readonly sources: Source[] = [];

  add(source: Source): void {
    this.sources.push(source);
  }

  async of(botId: string): Promise<readonly GuildNeed[]> {
    return (await Promise.all(this.sources.map((source) => source(botId)))).flat();
  }
}
