import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';

import { Queues } from '../queues';
import { Metrics } from './metrics';

/** How many jobs each queue of Bull holds, whatever room it is of. Redis is asked only when somebody reads it. */
@Injectable()
export class QueueMetrics {
  constructor(metrics: Metrics, queues: Queues) {
    metrics.watch(
      {
        name: 'cube_queue_jobs',
        help: 'Jobs of a queue by their state. Every process tells of the same ones: do not add them up.',
        labelNames: ['queue', 'state'],
      },
      async () => (await Promise.all(queues.all().map(depthOf))).flat(),
    );
  }
}

async function depthOf(queue: Queue) {
  const counts = await queue.getJobCounts();
  return Object.entries(counts).map(([state, value]) => ({ labels: { queue: queue.name, state }, value }));
}
