import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import Bull from 'bull';

import { Metrics } from './metrics';

/** How many jobs each queue of Bull holds, whatever room it is of. Redis is asked only when somebody reads it. */
@Injectable()
export class QueueMetrics {
  constructor(
    metrics: Metrics,
    private readonly discovery: DiscoveryService,
  ) {
    metrics.watch(
      {
        name: 'cube_queue_jobs',
        help: 'Jobs of a queue by their state. Every process tells of the same ones: do not add them up.',
        labelNames: ['queue', 'state'],
      },
      async () => (await Promise.all(this.queues().map(depthOf))).flat(),
    );
  }

  private queues(): readonly Bull.Queue[] {
    const found = this.discovery
      .getProviders()
      .map(({ instance }): unknown => instance)
      .filter((instance): instance is Bull.Queue => instance instanceof Bull);
    return [...new Map(found.map((queue) => [queue.name, queue])).values()];
  }
}

async function depthOf(queue: Bull.Queue) {
  const counts = await queue.getJobCounts();
  return Object.entries(counts).map(([state, value]) => ({ labels: { queue: queue.name, state }, value }));
}
