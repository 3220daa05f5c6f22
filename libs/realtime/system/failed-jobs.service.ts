import { Conflict, NotFound, Unavailable } from '@cube/platform/errors';
import { Queues } from '@cube/platform/queues';
import type { Viewer } from '@cube/platform/viewer';
import { within } from '@cube/platform/within';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bull';

import { audited } from '../event-log/audit';
import { ErrorReporter } from '../event-log/error-reporter';
import { EventLog } from '../event-log/event-log';
import type { NewEvent } from '../event-log/events';
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
    private readonly reporter: ErrorReporter,
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
    // Whoever waited in vain did nothing: what is found later is left alone.
    const job = await within(patience, this.failed(queueName, id));
    if (job === null) throw silent();
    if (job === 'gone') throw new NotFound('There is no such job: it was removed, or tried again and done.');
    if (job === 'not failed') throw new Conflict('This job waits or runs already.');
    const entry = audited(viewer, {
      deed,
      what: `${viewer.name} ${done}: ${queueName}.`,
      subject: { kind: 'job', id: `${queueName}/${id}`.slice(0, 200) },
    });
    await this.log.transact(async (_, emit) => {
      await emit(entry);
      const acting = act(job);
      if (
        await within(
          patience,
          acting.then(() => true),
        )
      )
        return;
      // Redis may have taken it, or take it once it is back: then it is audited when that is heard.
      void acting.then(
        () => this.auditLate(entry),
        () => undefined,
      );
      throw silent();
    });
    await this.tell();
    return true;
  }

  private async auditLate(entry: NewEvent<'audit.recorded'>): Promise<void> {
    try {
      await this.log.transact((_, emit) => emit(entry));
      await this.tell();
    } catch (error) {
      this.reporter.report(error, { where: `The audit of a deed: ${entry.data.what}` });
    }
  }

  private async tell(): Promise<void> {
    this.system.forget();
    await this.news.tell();
  }

  private async failed(queueName: string, id: string): Promise<Job | 'gone' | 'not failed'> {
    const queue = this.queues.all().find(({ name }) => name === queueName);
    const job = await queue?.getJob(id);
    if (!job) return 'gone';
    return (await job.isFailed()) ? job : 'not failed';
  }
}

const silent = () =>
  new Unavailable(
    'The queue does not answer: see whether Redis runs, then look whether the job is still there.',
  );
