import { Hints } from '@cube/platform/hints';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { CommandSource, CommandType } from '../command-kinds';

/** A command of a bot as the settings of a guild name it. */
export interface SwitchableCommand {
  readonly id: string;
  readonly name: string;
  readonly type: CommandType;
  readonly source: CommandSource;
}

/** In which guilds the commands of a bot are switched off. */
@Injectable()
export class CommandSwitches {
  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  commandsOf(
    botId: string,
    by: DataSource | EntityManager = this.database,
  ): Promise<readonly SwitchableCommand[]> {
    return by.query('select id, name, type, source from command where bot_id = $1 order by name, id', [
      botId,
    ]);
  }

  /** The ids of those that are off in a guild. */
  async offIn(
    botId: string,
    guildId: string,
    by: DataSource | EntityManager = this.database,
  ): Promise<readonly string[]> {
    const rows: { id: string }[] = await by.query(
      `select command.id from command_off join command on command.id = command_id
       where bot_id = $1 and guild_id = $2 order by command.name, command.id`,
      [botId, guildId],
    );
    return rows.map(({ id }) => id);
  }

  /** Switches these off in a guild and all others of the bot on. */
  async switchOff(
    manager: EntityManager,
    botId: string,
    guildId: string,
    commandIds: readonly string[],
  ): Promise<void> {
    await manager.query(
      `delete from command_off using command
       where command.id = command_id and bot_id = $1 and guild_id = $2 and not command_id = any($3::uuid[])`,
      [botId, guildId, commandIds],
    );
    await manager.query(
      `insert into command_off (command_id, guild_id)
         select id, $2 from command where bot_id = $1 and id = any($3::uuid[]) for key share
       on conflict do nothing`,
      [botId, guildId, commandIds],
    );
    await this.hints.give('commands', manager);
  }
}
