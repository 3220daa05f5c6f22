import { Queues } from '@cube/platform/queues';
import { redact } from '@cube/platform/redaction';
import { within } from '@cube/platform/within';
import { Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bull';

import { type FailedJob, PartState, type QueueHealth, stateOf } from './system-health';

/** Milliseconds after which a queue counts as away. */
const patience = 2000;
const mostFailures = 20;
const longestReason = 500;
/** Milliseconds after which a job should have found a worker. */
const longWait = 5 * 60_000;

/** What the queues of Bull hold. */
@Injectable()
export class QueueWatch {
  /** Questions that Redis has not answered yet: Bull waits for it as long as it takes, so each is asked once. */
  private readonly asked = new Map<string, Promise<QueueHealth>>();

  constructor(private readonly queues: Queues) {}

  async read(): Promise<readonly QueueHealth[]> {
    const all = this.queues.all().toSorted((a, b) => a.name.localeCompare(b.name));
    return Promise.all(all.map(async (queue) => (await within(patience, this.ask(queue))) ?? downOf(queue)));
  }

  private ask(queue: Queue): Promise<QueueHealth> {
    const asked = this.asked.get(queue.name) ?? healthOf(queue).finally(() => this.asked.delete(queue.name));
    this.asked.set(queue.name, asked);
    return asked;
  }
}

async function healthOf(queue: Queue): Promise<QueueHealth> {
  const [counts, [head], failures] = await Promise.all([
    queue.getJobCounts(),
    // Bull takes jobs from the end of its list.
    queue.getJobs(['waiting'], 0, 0, true),
    queue.getFailed(0, mostFailures - 1),
  ]);
  const oldestWaiting = head ? new Date(head.timestamp) : null;
  const isStuck = oldestWaiting !== null && oldestWaiting.getTime() < Date.now() - longWait;
  const advice = [
    ...(isStuck ? ['Jobs wait for more than five minutes: see whether a worker runs.'] : []),
    ...(counts.failed > 0
      ? ['Some jobs failed for good: read why, then try them again or remove them.']
      : []),
  ];
  const { waiting, active, delayed, failed } = counts;
  return {
    name: queue.name,
    state: stateOf(advice),
    advice,
    waiting,
    active,
    delayed,
    failed,
    oldestWaiting,
    // A job may go between two questions.
    failedJobs: failures.filter((job: Job | null) => job !== null).map(failureOf),
  };
}

function failureOf(job: Job): FailedJob {
  return {
    id: String(job.id),
    reason: redact(job.failedReason ?? 'It did not say why.').slice(0, longestReason),
    attempts: job.attemptsMade,
    failedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn),
  };
}

const downOf = ({ name }: Queue): QueueHealth => ({
  name,
  state: PartState.DOWN,
  advice: ['The queue does not answer, for it lies in Redis: mend that first.'],
  waiting: null,
  active: null,
  delayed: null,
  failed: null,
  oldestWaiting: null,
  failedJobs: [],
});
