import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import Bull from 'bull';

import { traced, tracing } from './tracing/tracing';

/** For how long, and how many, jobs that failed for good are kept for whoever looks into it. */
const keptFailures = { age: 7 * 24 * 60 * 60, count: 200 } as const;

/** The queues of Bull that this process knows, whatever room they are of. */
@Injectable()
export class Queues {
  constructor(private readonly discovery: DiscoveryService) {}

  all(): readonly Bull.Queue[] {
    const found = this.discovery
      .getProviders()
      .map(({ instance }): unknown => instance)
      .filter((instance): instance is Bull.Queue => instance instanceof Bull);
    return [...new Map(found.map((queue) => [queue.name, queue])).values()];
  }
}

/**
 * Adds a job unless one of this id waits or runs. One that failed for good is shown until then, and makes room: Bull would
 * take it for the same job, and do nothing.
 */
export async function addOnce<Data extends object>(
  queue: Bull.Queue<Data>,
  jobId: string,
  data: Data,
  options: Pick<Bull.JobOptions, 'attempts' | 'backoff'>,
): Promise<void> {
  const before = await queue.getJob(jobId);
  // Somebody else may have removed it by now, or tried it again: then it is not ours to remove.
  if (before && (await before.isFailed())) await before.remove().catch(() => undefined);
  const traceparent = tracing()?.traceparent;
  await queue.add(traceparent === undefined ? data : { ...data, traceparent }, {
    ...options,
    jobId,
    removeOnComplete: true,
    removeOnFail: keptFailures,
  });
}

/** Works at a job; if traces are on, as a part of the trace of whoever added it. */
export const tracedJob = <Result>(job: Bull.Job<object>, work: () => Promise<Result>): Promise<Result> => {
  const { traceparent }: { readonly traceparent?: unknown } = job.data;
  return traced(
    `job ${job.queue.name}`,
    { kind: 'consumer', traceparent: typeof traceparent === 'string' ? traceparent : undefined },
    work,
  );
};
