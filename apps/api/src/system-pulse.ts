import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { OnEvent } from '@cube/realtime/bus/on-event';
import { Subscriptions } from '@cube/realtime/live/subscriptions';
import { SystemNews } from '@cube/realtime/system/system-news';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Milliseconds between two looks at the house, while somebody follows them. */
const every = 5000;

/** Has the health of the house read anew for those who look at it, once for all api processes; without them it does nothing. */
@Injectable()
export class SystemPulse implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private last = -Infinity;

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly news: SystemNews,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), every / 2);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  @OnEvent('system.measured')
  heard(): void {
    this.last = performance.now();
  }

  private async look(): Promise<void> {
    if (!this.subscriptions.follows('system.measured') || performance.now() - this.last < every - 100) return;
    this.last = performance.now();
    try {
      await this.news.tell();
    } catch (error) {
      this.logger.warn(`Who looks at the system sees older figures: ${messageOf(error)}`, 'SystemPulse');
    }
  }
}
