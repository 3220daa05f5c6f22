import {
  scheduledMessageQueue,
  ScheduledPosts,
  type ScheduledRun,
} from '@cube/automation/scheduled-messages/scheduled-posts';
import { Logger } from '@cube/platform/logger';
import { tracedJob } from '@cube/platform/queues';
import { OnQueueError, OnQueueFailed, Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';

/** Messages that are posted at the same time. */
const concurrency = 4;

@Processor(scheduledMessageQueue)
export class ScheduledMessageProcessor {
  constructor(
    private readonly posts: ScheduledPosts,
    private readonly logger: Logger,
  ) {}

  @Process({ concurrency })
  post(job: Job<ScheduledRun>): Promise<void> {
    return tracedJob(job, () => this.posts.run(job.data));
  }

  /** PostgreSQL was away: the next look finds it due again, unless it was claimed. */
  @OnQueueFailed()
  failed({ data }: Job<ScheduledRun>, error: Error): void {
    this.logger.warn(`The scheduled message ${data.messageId} failed: ${error.message}`, 'Schedule');
  }

  /** Bull tries again by itself; without a listener its error would end the process. */
  @OnQueueError()
  away(error: Error): void {
    this.logger.warn(`The queue of scheduled messages waits for Redis: ${error.message}`, 'Schedule');
  }
}
