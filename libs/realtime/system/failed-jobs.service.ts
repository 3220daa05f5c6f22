import { Conflict, NotFound, Unavailable } from '@cube/platform/errors';
import { Queues } from '@cube/platform/queues';
import type { Viewer } from '@cube/platform/viewer';
import { within } from '@cube/platform/within';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bull';

import { audited } from '../event-log/audit';
import { EventLog } from '../event-log/event-log';
import { System } from './system.service';
import { SystemNews } from './system-news';

/** Milliseconds that somebody waits for Redis. */
const patience = 4000;

/** What becomes of jobs that nobody tries again by themselves. */
@Injectable()
export class FailedJobs {
  constructor(
    private readonly queues: Queues,
    private readonly log: EventLog,
    private readonly system: System,
    private readonly news: SystemNews,
  ) {}

  retry(queue: string, id: string, viewer: Viewer): Promise<boolean> {
    return this.settle(
      queue,
      id,
      viewer,
      { deed: 'job.retry', done: 'had a failed job tried again' },
      (job) => job.retry(),
    );
  }

  remove(queue: string, id: string, viewer: Viewer): Promise<boolean> {
    return this.settle(queue, id, viewer, { deed: 'job.remove', done: 'removed a failed job' }, (job) =>
      job.remove(),
    );
  }

  private async settle(
    queueName: string,
    id: string,
    viewer: Viewer,
    { deed, done }: { readonly deed: string; readonly done: string },
    act: (job: Job) => Promise<void>,
  ): Promise<boolean> {
    const acted = await within(patience, this.onFailed(queueName, id, act));
    if (acted === null)
      throw new Unavailable('The queue does not answer: see whether Redis runs, then try again.');
    if (acted === 'gone')
      throw new NotFound('There is no such job: it was removed, or tried again and done.');
    if (acted === 'not failed') throw new Conflict('This job waits or runs already.');
    this.system.forget();
    await this.log.transact((_, emit) =>
      emit(
        audited(viewer, {
          deed,
          what: `${viewer.name} ${done}: ${queueName}.`,
          subject: { kind: 'job', id: `${queueName}/${id}`.slice(0, 200) },
        }),
      ),
    );
    await this.news.tell();
    return true;
  }

  private async onFailed(
    queueName: string,
    id: string,
    act: (job: Job) => Promise<void>,
  ): Promise<'done' | 'gone' | 'not failed'> {
    const queue = this.queues.all().find(({ name }) => name === queueName);
    const job = await queue?.getJob(id);
    if (!job) return 'gone';
    if (!(await job.isFailed())) return 'not failed';
    await act(job);
    return 'done';
  }
}
