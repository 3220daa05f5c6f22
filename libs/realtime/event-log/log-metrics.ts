import { Metrics } from '@cube/platform/metrics/metrics';
import { PoolMetrics } from '@cube/platform/metrics/pool-metrics';
import { Injectable } from '@nestjs/common';

import { EventLog } from './event-log';
import { EventTail } from './event-tail';

/** How the event log keeps up: what waits to be written, what was lost, and how far behind the tail of this process is. */
@Injectable()
export class LogMetrics {
  constructor(metrics: Metrics, pools: PoolMetrics, log: EventLog, tail: EventTail) {
    pools.watch('event log', () => log.writers);
    metrics.watchSum(
      { name: 'cube_log_facts_total', help: 'Facts that this process handed to the event log.' },
      () => log.recorded,
    );
    metrics.watchSum(
      {
        name: 'cube_log_dropped_total',
        help: 'Facts that were dropped, for disk and memory were full while PostgreSQL was away.',
      },
      () => log.state.droppedInAll,
    );
    metrics.watch(
      { name: 'cube_log_waiting_events', help: 'Facts that wait in memory to be written.' },
      () => [{ value: log.state.waiting }],
    );
    metrics.watch(
      {
        name: 'cube_log_spilled_bytes',
        help: 'Bytes of facts that wait on disk to be written, for PostgreSQL was away.',
      },
      () => [{ value: log.state.spilledBytes }],
    );
    metrics.watch(
      {
        name: 'cube_log_lag_seconds',
        help: 'Age of the oldest event of the log that this process has not handed on to its listeners; 0 when there is none.',
      },
      async () => [{ value: (await tail.lag()) / 1000 }],
    );
  }
}
