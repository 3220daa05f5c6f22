import type { BotListener, BotReport, SeenGuild } from '@cube/bots/bot-adapter';
import { BotRuns } from '@cube/bots/bot-runs.service';
import { CommandTable } from '@cube/commands/command-table';
import { Guilds } from '@cube/guilds/guilds.service';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

import { Desk } from './desk';
import { IntentWatch } from './intent-watch';

/** Transactions at the same time; the pool has more connections than that. */
const hands = 4;

/** Writes down what the bots report. From the shutdown on it is deaf: the bots of a worker that is gone are unknown, not offline. */
@Injectable()
export class Observer implements BotListener, BeforeApplicationShutdown {
  private readonly desk: Desk;

  constructor(
    private readonly runs: BotRuns,
    private readonly guilds: Guilds,
    private readonly commands: CommandTable,
    private readonly intents: IntentWatch,
    logger: Logger,
  ) {
    this.desk = new Desk(hands, (error) =>
      logger.warn(`What a bot reports waits to be written: ${messageOf(error)}`, 'Observer'),
    );
  }

  beforeApplicationShutdown(): void {
    this.desk.close();
  }

  reported(report: BotReport): void {
    // So that its commands are at hand even if the database is away when the first one is run.
    if (report.state === 'ONLINE') this.commands.prepare(report.botId).catch(() => undefined);
    this.desk.put(report.botId, async () => {
      await this.runs.save(report);
      if (report.reasonCode === 'INTENTS_DISALLOWED') this.intents.poke();
    });
  }

  guildSeen(botId: string, guild: SeenGuild): void {
    this.desk.put(`${botId} ${guild.id}`, () => this.guilds.seen(botId, guild));
  }

  guildLeft(botId: string, guildId: string): void {
    this.desk.put(`${botId} ${guildId}`, () => this.guilds.left(botId, guildId));
  }
}
