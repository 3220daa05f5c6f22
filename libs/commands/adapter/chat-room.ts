import { randomBytes } from 'node:crypto';

import type { CommandDefinition, SeenGuild } from '@cube/bots/bot-adapter';

/** What somebody in the room hears from a bot. */
export interface Said {
  readonly botId: string;
  readonly text: string;
  /** Only whoever asked hears it. */
  readonly isPrivate: boolean;
}

/** A bot as the room knows it: who shows its token is it. */
interface RoomBot {
  readonly token: string;
  commands: readonly CommandDefinition[];
  readonly guilds: Map<string, SeenGuild>;
  /** The one who is connected as this bot. */
  session: RoomSession | undefined;
}

/** What the room tells whoever is connected as a bot. */
export interface RoomSession {
  called(name: string, by: string, guildId: string): Promise<Said>;
  guildSeen(guild: SeenGuild): void;
  guildLeft(guildId: string): void;
  /** Its token is no good any more. */
  expelled(): void;
}

/** A platform for bots in the memory of this process: the smallest on which everything of the adapter's contract can happen. */
export class ChatRoom {
  private readonly bots = new Map<string, RoomBot>();

  /** Makes a bot that is in these guilds; resolves with its token. */
  register(applicationId: string, guilds: readonly SeenGuild[]): string {
    const token = `room-${randomBytes(24).toString('hex')}`;
    const inside = new Map(guilds.map((guild) => [guild.id, guild]));
    this.bots.set(applicationId, { token, commands: [], guilds: inside, session: undefined });
    return token;
  }

  /** Null for a token that is no good. Whoever was connected as this bot is not any more. */
  connect(applicationId: string, token: string, session: RoomSession): (() => void) | null {
    const bot = this.bots.get(applicationId);
    if (bot?.token !== token) return null;
    bot.session = session;
    bot.guilds.forEach((guild) => session.guildSeen(guild));
    return () => {
      if (bot.session === session) bot.session = undefined;
    };
  }

  /** Null for a token that is no good. */
  publish(applicationId: string, token: string, commands: readonly CommandDefinition[]): string[] | null {
    const bot = this.bots.get(applicationId);
    if (bot?.token !== token) return null;
    bot.commands = [...commands];
    return commands.map(({ name }) => `${applicationId}/${name}`);
  }

  commandsOf(applicationId: string): readonly string[] {
    return this.bots.get(applicationId)?.commands.map(({ name }) => name) ?? [];
  }

  /** Somebody calls a command; null when no bot is there to hear it. */
  async call(applicationId: string, name: string, by: string, guildId: string): Promise<Said | null> {
    return (await this.bots.get(applicationId)?.session?.called(name, by, guildId)) ?? null;
  }

  removeFrom(applicationId: string, guildId: string): void {
    const bot = this.bots.get(applicationId);
    if (bot?.guilds.delete(guildId)) bot.session?.guildLeft(guildId);
  }

  /** Takes the token of a bot back. */
  expel(applicationId: string): void {
    const bot = this.bots.get(applicationId);
    this.bots.delete(applicationId);
    bot?.session?.expelled();
  }
}
