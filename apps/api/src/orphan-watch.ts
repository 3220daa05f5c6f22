import { BotRuns } from '@cube/bots/bot-runs.service';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { Processes } from '@cube/platform/processes';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const everySoOften = 2000;

/** Notices from outside the workers that one has died: whoever is dead cannot say so. */
@Injectable()
export class OrphanWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: BotRuns,
    private readonly processes: Processes,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), everySoOften);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      await this.runs.markOrphans();
      await this.processes.forgetTheDead();
    } catch (error) {
      this.logger.warn(`Could not look for dead workers: ${messageOf(error)}`, 'OrphanWatch');
    }
  }
}
