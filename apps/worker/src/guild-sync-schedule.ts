import { GuildSyncs } from '@cube/guilds/guild-syncs.service';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 30_000;

/** Has the servers of each bot read in full now and then: the gateway tells of changes, but not of those it slept through. */
@Injectable()
export class GuildSyncSchedule {
  private readonly steady: Steady;

  constructor(
    private readonly syncs: GuildSyncs,
    hints: Hints,
    logger: Logger,
  ) {
    this.steady = new Steady('Reading servers on schedule', everySoOften, logger, () => this.look());
    hints.on('bots', () => this.steady.poke());
  }

  begin(): void {
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }

  private async look(): Promise<void> {
    for (const botId of await this.syncs.due()) await this.syncs.request(botId);
  }
}
