import { redact } from '@cube/platform/redaction';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type LogPart, PartState, type PostgresHealth, type SlowStatement, stateOf } from './system-health';

interface Figures {
  readonly version: string;
  readonly bytes: string;
  readonly connections: string;
  readonly mostConnections: string;
  readonly oldestTransaction: string | null;
}

/** A transaction that is open for longer holds up the tidying of tables. Seconds. */
const longTransaction = 300;
/** The share of connections from which on new processes may find none. */
const nearlyFull = 0.9;
/** Milliseconds for which the sizes of the log are believed: there is a partition for each kind and day. */
const sizesLast = 60_000;
const longestStatement = 500;

/** What PostgreSQL says of itself. */
@Injectable()
export class PostgresWatch {
  private sizes: { readonly until: number; readonly log: readonly LogPart[] } = { until: 0, log: [] };

  constructor(private readonly database: DataSource) {}

  static readonly down: PostgresHealth = {
    state: PartState.DOWN,
    advice: ['PostgreSQL does not answer: see whether it runs, and what DATABASE_URL leads to.'],
    version: null,
    latency: null,
    bytes: null,
    connections: null,
    mostConnections: null,
    oldestTransaction: null,
    log: [],
    slowStatements: null,
  };

  async read(): Promise<PostgresHealth> {
    const began = performance.now();
    await this.database.query('select 1');
    const latency = performance.now() - began;
    const [figures]: [Figures] = await this.database.query(
      `select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes,
         (select count(*) from pg_stat_activity where backend_type = 'client backend')::text as connections,
         current_setting('max_connections') as "mostConnections",
         (select extract(epoch from max(now() - xact_start)) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid())::text as "oldestTransaction"`,
    );
    const connections = Number(figures.connections);
    const mostConnections = Number(figures.mostConnections);
    const oldestTransaction = figures.oldestTransaction === null ? null : Number(figures.oldestTransaction);
    const advice = [
      ...(connections >= mostConnections * nearlyFull
        ? [
            `${connections} of ${mostConnections} connections are in use: raise max_connections, or lower DATABASE_POOL.`,
          ]
        : []),
      ...((oldestTransaction ?? 0) > longTransaction
        ? [
            'A transaction is open for more than five minutes: find it in pg_stat_activity, and end the program that forgot it.',
          ]
        : []),
    ];
    return {
      state: stateOf(advice),
      advice,
      version: figures.version,
      latency,
      bytes: Number(figures.bytes),
      connections,
      mostConnections,
      oldestTransaction,
      log: await this.logSizes(),
      slowStatements: await this.slowStatements(),
    };
  }

  private async logSizes(): Promise<readonly LogPart[]> {
    if (Date.now() < this.sizes.until) return this.sizes.log;
    const rows: { kind: string; partitions: string; bytes: string }[] = await this.database.query(
      `select event_log_kind.kind, count(inhrelid)::text as partitions,
         coalesce(sum(pg_total_relation_size(inhrelid)), 0)::text as bytes
       from event_log_kind left join pg_inherits on inhparent = to_regclass('event_log_' || replace(kind, '.', '_'))
       group by kind order by sum(pg_total_relation_size(inhrelid)) desc nulls last, kind`,
    );
    const log = rows.map(({ kind, partitions, bytes }) => ({
      kind,
      partitions: Number(partitions),
      bytes: Number(bytes),
    }));
    this.sizes = { until: Date.now() + sizesLast, log };
    return log;
  }

  /** Statements that read or write rows alone: PostgreSQL takes the values out of those, and not out of others. */
  private async slowStatements(): Promise<readonly SlowStatement[] | null> {
    const [{ there }] = await this.database.query(
      "select exists (select from pg_extension where extname = 'pg_stat_statements') as there",
    );
    if (there !== true) return null;
    const rows: { statement: string; calls: string; mean: number; total: number }[] | null =
      await this.database
        .query(
          `select query as statement, calls::text, mean_exec_time as mean, total_exec_time as total
           from pg_stat_statements
           where dbid = (select oid from pg_database where datname = current_database())
             and query ~* '^\\s*(select|insert|update|delete|with)\\M'
           order by total_exec_time desc limit 10`,
        )
        // It stands in another schema, or the server does not load its library: that is no fault of the house.
        .catch(() => null);
    return (
      rows?.map(({ statement, calls, mean, total }) => ({
        statement: redact(statement.replace(/\s+/g, ' ').trim()).slice(0, longestStatement),
        calls: Number(calls),
        mean,
        total,
      })) ?? null
    );
  }
}
