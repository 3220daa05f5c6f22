import { createHash } from 'node:crypto';

import { Hints } from '@cube/platform/hints';
import { Remembered } from '@cube/platform/remembered';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { SuggestionData } from './command-data';
import { CommandSource, CommandType } from './command-kinds';
import type { Audience, Throttle } from './gates/gate';
import type { StepData } from './steps/step-kind';

/** A command as the host of the bots needs it to decide about an interaction. */
export interface KnownCommand {
  readonly id: string;
  readonly type: CommandType;
  readonly name: string;
  readonly source: CommandSource;
  readonly enabled: boolean;
  /** The handler in code that does it, if it is not done by steps. */
  readonly handler: string | null;
  readonly suggestions: SuggestionData;
  /** Guilds in which it is switched off. */
  readonly offIn: readonly string[];
  readonly audience: Audience;
  readonly throttles: readonly Throttle[];
  /** What a custom command does; null for a built-in one. */
  readonly steps: readonly StepData[] | null;
  /** Short for its steps: what was shown by other steps is not theirs any more. */
  readonly version: string;
  /** The number of its version, for the log; null for a built-in command. */
  readonly versionNumber: number | null;
  /** True when its steps read what commands remember. */
  readonly usesVariables: boolean;
}

/** A custom command. */
export type StepCommand = KnownCommand & { readonly steps: readonly StepData[] };

type BotCommands = ReadonlyMap<string, KnownCommand>;

/** The commands of the bots that run in this process, in memory: an interaction cannot wait for a database that is slow or away. */
@Injectable()
export class CommandTable implements OnModuleInit {
  private readonly bots = new Remembered<BotCommands>((botId) => this.query(botId));

  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.hints.on('commands', () => this.bots.doubt());
  }

  /** Reads the commands of a bot before anybody runs one: then they can be answered even if the database goes away. */
  async prepare(botId: string): Promise<void> {
    await this.bots.get(botId);
  }

  /** Null for a command that this bot does not have. */
  async find(botId: string, type: CommandType, name: string): Promise<KnownCommand | null> {
    const commands = await this.bots.get(botId);
    return commands.get(keyOf(type, name)) ?? null;
  }

  /** What the commands of a bot are called. */
  async names(botId: string): Promise<readonly string[]> {
    return [...(await this.bots.get(botId)).values()].map(({ name }) => name);
  }

  /** A custom command that is switched on, for another that runs it. */
  async findCustom(botId: string, name: string): Promise<StepCommand | null> {
    const command = await this.find(botId, CommandType.CHAT_INPUT, name);
    return command?.enabled && hasSteps(command) ? command : null;
  }

  /** The custom command behind something that it showed. */
  async findById(botId: string, id: string): Promise<StepCommand | null> {
    const commands = await this.bots.get(botId);
    const command = [...commands.values()].find((each) => each.id === id);
    return command && hasSteps(command) ? command : null;
  }

  private async query(botId: string): Promise<BotCommands> {
    const rows: Omit<KnownCommand, 'version' | 'usesVariables'>[] = await this.database.query(
      `select id, type, name, source, enabled, steps, handler, suggestions, audience, throttles,
         array(select guild_id::text from command_off where command_id = command.id) as "offIn",
         (select max(number) from version
          where version.bot_id = command.bot_id and kind = 'COMMAND' and subject_id = command.id::text
            and source = 'CUSTOM') as "versionNumber"
       from command where bot_id = $1`,
      [botId],
    );
    return new Map(rows.map((row) => [keyOf(row.type, row.name), known(row)]));
  }
}

function known(row: Omit<KnownCommand, 'version' | 'usesVariables'>): KnownCommand {
  const text = JSON.stringify(row.steps);
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 6);
  return { ...row, version, usesVariables: text.includes('vars.') };
}

export const hasSteps = (command: KnownCommand): command is StepCommand => command.steps !== null;

const keyOf = (type: CommandType, name: string) => `${type}:${name}`;
