import { AlertRounds } from '@cube/alerts/alert-rounds';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { Processes } from '@cube/platform/processes';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const everySoOften = 10_000;

/** Looks at the rules of alerts while no worker lives, for that is when alerts matter most. */
@Injectable()
export class AlertStandIn implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly rounds: AlertRounds,
    private readonly processes: Processes,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, everySoOften);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      if (!(await this.processes.isAlive('worker'))) await this.rounds.lookAlone();
    } catch (error) {
      this.logger.warn(`Could not look for alerts: ${messageOf(error)}`, 'Alerts');
    }
  }
}
