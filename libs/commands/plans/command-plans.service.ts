import { BotCredentials } from '@cube/bots/bot-credentials';
import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { Conflict, messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { CommandSync } from '../command-sync.entity';
import { CommandSyncs } from '../command-syncs.service';
import { type CommandPlan, planOf } from './command-plan';

/** What a synchronisation would do, asked before it is done; and what somebody changed at Discord behind our back. */
@Injectable()
export class CommandPlans {
  constructor(
    private readonly bots: Bots,
    private readonly credentials: BotCredentials,
    private readonly discord: DiscordApi,
    private readonly syncs: CommandSyncs,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly logger: Logger,
  ) {}

  async plan(botId: string): Promise<CommandPlan> {
    await this.bots.get(botId);
    const [bot] = await this.credentials.open([botId]);
    if (!bot) throw noSuchBot();
    const there = await this.discord.commands(bot.token, bot.applicationId);
    return planOf(there, await this.syncs.definitions(botId));
  }

  /** Does what a plan said, unless something has moved since it was made. */
  async apply(botId: string, hash: string): Promise<CommandSync> {
    const plan = await this.plan(botId);
    if (plan.hash !== hash) {
      throw new Conflict(
        'The commands have changed here or at Discord since this plan was made: look at a new one.',
      );
    }
    return this.syncs.force(botId);
  }

  /** Looks which bots’ commands were changed at Discord, for those at which nobody looked for an hour. */
  async watchDrift(): Promise<void> {
    const rows: { bot_id: string }[] = await this.database.query(
      `select bot_id from command_sync join bot on bot.id = bot_id
       where network = $1 and command_sync.wanted = answered and hash is not null
         and (looked_at is null or looked_at < now() - interval '1 hour')
       order by looked_at nulls first limit 20`,
      [this.bots.network],
    );
    for (const { bot_id } of rows) {
      // One bot whose token was taken back keeps nobody from looking at the others.
      await this.look(bot_id).catch((error: unknown) =>
        this.logger.warn(`The commands of a bot cannot be compared: ${messageOf(error)}`, 'CommandPlans'),
      );
    }
  }

  private async look(botId: string): Promise<void> {
    const noted = 'update command_sync set looked_at = now() where bot_id = $1';
    await this.database.query(noted, [botId]);
    const { isUpToDate, commands } = await this.plan(botId);
    const differing = commands.filter(({ action }) => action !== 'UNCHANGED').map(({ name }) => `/${name}`);
    const drift = isUpToDate ? null : `Somebody changed ${differing.join(', ')} at Discord.`.slice(0, 500);
    const [, changed]: [unknown, number] = await this.database.query(
      'update command_sync set drift = $2 where bot_id = $1 and drift is distinct from $2',
      [botId, drift],
    );
    if (changed === 0) return;
    const what = drift ?? 'Discord has the commands again as they stand here.';
    await this.log.transact((_, emit) =>
      emit({
        kind: 'command.changed',
        topic: botId,
        subject: { kind: 'bot', id: botId },
        data: { botId, commandId: null, change: 'UPDATED', what, refused: drift !== null },
      }),
    );
  }
}
