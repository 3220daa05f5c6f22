import { Config } from '@cube/platform/config';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

import { AlertKind } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import type { Condition, Finding } from './condition';
import { anyBot, noThreshold, noWindow } from './shapes';

/** Bots of one rule that are looked at; more of them at once have one cause. */
const mostBots = 500;
const lastEntries = 3;

/** A bot is wanted online, and the last that was heard of it is something else. */
@Injectable()
export class BotOffline implements Condition {
  readonly kind = AlertKind.BOT_OFFLINE;
  readonly parameters = z.object({ botId: anyBot, threshold: noThreshold, windowSeconds: noWindow });

  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  async find({ botId }: AlertRule): Promise<readonly Finding[]> {
    const bots: { id: string; name: string; observed: string; reason: string | null }[] =
      await this.database.query(
        `select id, name, observed, reason from bot
         where wanted = 'ONLINE' and network = $1 and ($2::uuid is null or id = $2)
           and (observed <> 'ONLINE' or observed_generation <> generation)
         order by id limit ${mostBots}`,
        [this.config.discord.network, botId],
      );
    return bots.map(({ id, name, observed, reason }) => ({
      subject: id,
      name,
      botId: id,
      what: `${name} is not online${reason ? `: ${reason}` : '.'}`,
      figures: { 'last seen as': observed },
      prove: async (manager) => {
        const entries: { id: string }[] = await manager.query(
          `select id from event_log where kind = 'bot.changed' and topic = $1 order by id desc limit ${lastEntries}`,
          [id],
        );
        return entries.map((entry) => entry.id);
      },
    }));
  }
}
