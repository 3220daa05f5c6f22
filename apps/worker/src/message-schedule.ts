import { ScheduledPosts } from '@cube/automation/scheduled-messages/scheduled-posts';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 2000;

/** Looks which scheduled messages are due. What survives a restart is their rows, not the queue. */
@Injectable()
export class MessageSchedule {
  private readonly steady: Steady;

  constructor(
    private readonly posts: ScheduledPosts,
    hints: Hints,
    logger: Logger,
  ) {
    this.steady = new Steady('Looking for scheduled messages', everySoOften, logger, () => this.look());
    hints.on('scheduled_messages', () => this.steady.poke());
  }

  begin(): void {
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }

  private async look(): Promise<void> {
    await this.posts.concludeLost();
    const due = await this.posts.due();
    if (await this.posts.dispatch(due)) return;
    // Redis is away: slower, one after the other, but they go out.
    for (const run of due) await this.posts.run(run);
  }
}
