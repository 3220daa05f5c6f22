import { Sessions } from '@cube/auth/sessions.service';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Milliseconds between two sweeps. */
const everySoOften = 15 * 60_000;

/** Removes what is left of sessions that ran out. Nobody could use them; they only take room. */
@Injectable()
export class SessionSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: Sessions,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), everySoOften);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.sessions.sweep();
    } catch (error) {
      this.logger.warn(`Could not sweep sessions: ${messageOf(error)}`, 'SessionSweep');
    }
  }
}
