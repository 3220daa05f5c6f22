import { MailTransport } from '@cube/mail/mail-transport';
import { type MailJob, mailQueue } from '@cube/mail/mails.service';
import { Logger } from '@cube/platform/logger';
import { tracedJob } from '@cube/platform/queues';
import { OnQueueError, OnQueueFailed, Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';

/** Conversations with the mail server at the same time. */
const concurrency = 4;

@Processor(mailQueue)
export class MailProcessor {
  constructor(
    private readonly transport: MailTransport,
    private readonly logger: Logger,
  ) {}

  @Process({ concurrency })
  send(job: Job<MailJob>): Promise<void> {
    return tracedJob(job, () => this.transport.deliver(job.data.mailId));
  }

  /** The outbox still has the mail: the next look at it tries again. */
  @OnQueueFailed()
  failed({ data }: Job<MailJob>, error: Error): void {
    this.logger.warn(`The mail ${data.mailId} waits: ${error.message}`, 'Mail');
  }

  /** Bull tries again by itself; without a listener its error would end the process. */
  @OnQueueError()
  away(error: Error): void {
    this.logger.warn(`The queue of mails waits for Redis: ${error.message}`, 'Mail');
  }
}
