import { type ActiveSettings, SettingsTable } from '@cube/automation/settings/settings-table';
import { Injectable } from '@nestjs/common';
import type { Guild } from 'discord.js';

import { ReadyMessage } from '../discord-messages';
import { botIdOf } from '../fleet/bot-client';
import { sentOnce } from '../sent-once';

/** Lines that wait for Discord in one guild; beyond them none are added, or a raid would fill the memory. */
const mostWaiting = 20;
/** Characters of a line; Discord takes 2,000. */
const longestLine = 1500;

/** Writes a line into the channel that a guild chose for its log. */
@Injectable()
export class GuildLog {
  private readonly waiting = new Map<string, number>();

  constructor(private readonly settings: SettingsTable) {}

  /** `about` is the setting that lets such a line be written. */
  async write(guild: Guild, about: 'logFailures' | 'logMembers', line: string): Promise<void> {
    const settings: ActiveSettings = await this.settings.of(botIdOf(guild), guild.id);
    const channel = settings.logChannel === null ? null : guild.channels.cache.get(settings.logChannel);
    const count = this.waiting.get(guild.id) ?? 0;
    if (!settings[about] || !channel?.isSendable() || count >= mostWaiting) return;
    this.waiting.set(guild.id, count + 1);
    try {
      const content = line.slice(0, longestLine);
      await channel.send(new ReadyMessage(channel, { content }, sentOnce()));
    } catch {
      // The log of the panel has the same, and a log that cannot be written has nowhere to say so.
    } finally {
      const left = (this.waiting.get(guild.id) ?? 1) - 1;
      if (left > 0) this.waiting.set(guild.id, left);
      else this.waiting.delete(guild.id);
    }
  }
}
