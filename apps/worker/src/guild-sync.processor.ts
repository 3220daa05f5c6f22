import { type GuildSyncJob, guildSyncQueue, GuildSyncs } from '@cube/guilds/guild-syncs.service';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { tracedJob } from '@cube/platform/queues';
import { OnQueueError, OnQueueFailed, Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';

/** Bots whose servers are read at the same time. */
const concurrency = 3;

@Processor(guildSyncQueue)
export class GuildSyncProcessor {
  constructor(
    private readonly syncs: GuildSyncs,
    private readonly logger: Logger,
  ) {}

  @Process({ concurrency })
  read(job: Job<GuildSyncJob>): Promise<void> {
    return tracedJob(job, () => this.syncs.run(job.data.botId));
  }

  @OnQueueFailed()
  async failed({ data }: Job<GuildSyncJob>, error: Error): Promise<void> {
    try {
      await this.syncs.fail(data.botId, error.message);
    } catch (another) {
      this.logger.warn(`A failed reading of servers could not be noted: ${messageOf(another)}`, 'GuildSync');
    }
  }

  /** Bull tries again by itself; without a listener its error would end the process. */
  @OnQueueError()
  away(error: Error): void {
    this.logger.warn(`The queue waits for Redis: ${error.message}`, 'GuildSync');
  }
}
