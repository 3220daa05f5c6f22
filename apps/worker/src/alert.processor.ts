import { AlertCourier } from '@cube/alerts/alert-courier';
import { type AlertJob, alertQueue } from '@cube/alerts/alert-deliveries';
import { Logger } from '@cube/platform/logger';
import { tracedJob } from '@cube/platform/queues';
import { OnQueueError, OnQueueFailed, Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';

/** Targets that are told at the same time. */
const concurrency = 4;

@Processor(alertQueue)
export class AlertProcessor {
  constructor(
    private readonly courier: AlertCourier,
    private readonly logger: Logger,
  ) {}

  @Process({ concurrency })
  deliver(job: Job<AlertJob>): Promise<void> {
    return tracedJob(job, () => this.courier.deliver(job.data.deliveryId));
  }

  /** PostgreSQL was away: the outbox still has it, and the next look tries again. */
  @OnQueueFailed()
  failed({ data }: Job<AlertJob>, error: Error): void {
    this.logger.warn(`The alert ${data.deliveryId} waits: ${error.message}`, 'Alerts');
  }

  /** Bull tries again by itself; without a listener its error would end the process. */
  @OnQueueError()
  away(error: Error): void {
    this.logger.warn(`The queue of alerts waits for Redis: ${error.message}`, 'Alerts');
  }
}
