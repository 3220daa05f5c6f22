import { Hints } from '@cube/platform/hints';
import { Remembered } from '@cube/platform/remembered';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { defaults, type SettingValues } from './settings';

/** What bots do by themselves asks for; which commands are off is for the gates to know. */
export type ActiveSettings = Omit<SettingValues, 'commandsOff'>;

/** The settings of the guilds in which something happens, in memory: a message cannot wait for a database that is slow or away. */
@Injectable()
export class SettingsTable implements OnModuleInit {
  private readonly guilds = new Remembered<ActiveSettings>((key) => this.query(key));

  constructor(
    private readonly database: DataSource,
    private readonly hints: Hints,
  ) {}

  onModuleInit(): void {
    this.hints.on('guild_settings', () => this.guilds.doubt());
  }

  /** The defaults in direct messages, and where the database was never there to be asked. */
  async of(botId: string, guildId: string | null): Promise<ActiveSettings> {
    if (guildId === null) return defaults;
    return this.guilds.get(`${botId} ${guildId}`).catch(() => defaults);
  }

  private async query(key: string): Promise<ActiveSettings> {
    const [row]: { settings: Partial<ActiveSettings> }[] = await this.database.query(
      'select settings from guild_settings where bot_id = $1 and guild_id = $2',
      key.split(' '),
    );
    return { ...defaults, ...row?.settings };
  }
}
