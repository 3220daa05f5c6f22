import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';

import { Metrics } from './metrics';

/** The connections to PostgreSQL that this process keeps, by the pool that they are of. */
@Injectable()
export class PoolMetrics {
  private readonly pools = new Map<string, () => unknown>();

  constructor(metrics: Metrics, database: DataSource) {
    this.watch('requests', () => Object(database.driver).master);
    metrics.watch(
      {
        name: 'cube_postgres_connections',
        help: 'Connections to PostgreSQL that are open, by pool, and whether somebody uses them.',
        labelNames: ['pool', 'state'],
      },
      () =>
        this.open().flatMap(([pool, { totalCount, idleCount }]) => [
          { labels: { pool, state: 'busy' }, value: totalCount - idleCount },
          { labels: { pool, state: 'idle' }, value: idleCount },
        ]),
    );
    metrics.watch(
      {
        name: 'cube_postgres_connections_most',
        help: 'Connections to PostgreSQL that a pool may open.',
        labelNames: ['pool'],
      },
      () => this.open().map(([pool, { options }]) => ({ labels: { pool }, value: options.max })),
    );
    metrics.watch(
      {
        name: 'cube_postgres_waiting',
        help: 'Requests and jobs that wait for a connection to PostgreSQL, by pool.',
        labelNames: ['pool'],
      },
      () => this.open().map(([pool, { waitingCount }]) => ({ labels: { pool }, value: waitingCount })),
    );
  }

  /** `find` answers with a pool of `pg`, or with something else while there is none. */
  watch(name: string, find: () => unknown): void {
    this.pools.set(name, find);
  }

  private open(): (readonly [string, Pool])[] {
    return [...this.pools].flatMap(([name, find]) => {
      const pool = find();
      return pool instanceof Pool ? [[name, pool] as const] : [];
    });
  }
}
