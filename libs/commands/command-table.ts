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

interface Page {
  /** As last read. */
  commands: BotCommands | undefined;
  /** Until when that is believed, in milliseconds; 0 once somebody said that it changed. */
  until: number;
  reading: Promise<BotCommands> | undefined;
}

/** Milliseconds for which a reading is believed when no hint comes: a hint can be lost. */
const believedFor = 5000;
/** Milliseconds that an interaction waits for a newer reading; after that an older one must do, for it has three seconds in all. */
const patience = 500;

/** The commands of the bots that run in this process, in memory: an interaction cannot wait for a database that is slow or away. */
@Injectable()
export class CommandTable implements OnModuleInit {
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.hints.on('commands', () =>
      this.pages.forEach((page) => {
        page.until = 0;
        // What is being read now may have been read before the change.
        page.reading = undefined;
      }),
    );
  }

  /** Reads the commands of a bot before anybody runs one: then they can be answered even if the database goes away. */
  async prepare(botId: string): Promise<void> {
    await this.commandsOf(botId);
  }

  /** Null for a command that this bot does not have. */
  async find(botId: string, type: CommandType, name: string): Promise<KnownCommand | null> {
    const commands = await this.commandsOf(botId);
    return commands.get(keyOf(type, name)) ?? null;
  }

  private async commandsOf(botId: string): Promise<BotCommands> {
    const page = this.pages.get(botId) ?? { commands: undefined, until: 0, reading: undefined };
    this.pages.set(botId, page);
    const { commands } = page;
    if (commands && Date.now() < page.until) return commands;
    const reading = this.read(botId, page);
    return commands ? orElse(reading, commands) : reading;
  }

  private read(botId: string, page: Page): Promise<BotCommands> {
    if (page.reading) return page.reading;
    const reading = this.query(botId)
      .then((commands) => {
        if (page.reading !== reading) return commands;
        page.commands = commands;
        page.until = Date.now() + believedFor;
        return commands;
      })
      .finally(() => {
        if (page.reading === reading) page.reading = undefined;
      });
    page.reading = reading;
    return reading;
  }

  private async query(botId: string): Promise<BotCommands> {
    const rows: KnownCommand[] = await this.database.query(
      'select id, type, name, source, enabled, response from command where bot_id = $1',
      [botId],
    );
    return new Map(rows.map((command) => [keyOf(command.type, command.name), command]));
  }
}

/** What is being read, unless that takes too long or fails. */
async function orElse(reading: Promise<BotCommands>, older: BotCommands): Promise<BotCommands> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<BotCommands>((resolve) => {
    late = setTimeout(() => resolve(older), patience);
  });
  try {
    return await Promise.race([reading.catch(() => older), tooLate]);
  } finally {
    clearTimeout(late);
  }
}

const keyOf = (type: CommandType, name: string) => `${type}:${name}`;
