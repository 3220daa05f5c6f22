import { Hints } from '@cube/platform/hints';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { CommandSource, CommandType } from './command-kinds';

/** A command as the host of the bots needs it to decide about an interaction. */
export interface KnownCommand {
  readonly id: string;
  readonly type: CommandType;
  readonly name: string;
  readonly source: CommandSource;
  readonly enabled: boolean;
  /** What a custom command answers; null for a built-in one. */
  readonly response: string | null;
}

type BotCommands = ReadonlyMap<string, KnownCommand>;

/** How long what was read may be believed when no hint comes: a hint can be lost. */
const believedFor = 5000;

/** The commands of the bots that run in this process, in memory: an interaction has three seconds and does not wait for a query. */
@Injectable()
export class CommandTable implements OnModuleInit {
  private readonly bots = new Map<
    string,
    { readonly commands: Promise<BotCommands>; readonly readAt: number }
  >();

  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.hints.on('commands', () => this.bots.clear());
  }

  /** Null for a command that this bot does not have. */
  async find(botId: string, type: CommandType, name: string): Promise<KnownCommand | null> {
    const commands = await this.commandsOf(botId);
    return commands.get(keyOf(type, name)) ?? null;
  }

  private commandsOf(botId: string): Promise<BotCommands> {
    const known = this.bots.get(botId);
    if (known && Date.now() - known.readAt < believedFor) return known.commands;
    const commands = this.read(botId);
    this.bots.set(botId, { commands, readAt: Date.now() });
    // A failed read is not remembered: the next interaction asks again.
    commands.catch(() => this.bots.delete(botId));
    return commands;
  }

  private async read(botId: string): Promise<BotCommands> {
    const rows: KnownCommand[] = await this.database.query(
      'select id, type, name, source, enabled, response from command where bot_id = $1',
      [botId],
    );
    return new Map(rows.map((command) => [keyOf(command.type, command.name), command]));
  }
}

const keyOf = (type: CommandType, name: string) => `${type}:${name}`;
