import { Config } from '@cube/platform/config';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { PROCESS_ROLE, type ProcessRole } from '@cube/platform/process-role';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { AuditChain } from './audit-chain';
import { lowestIdAt } from './events';
import { retentionOf } from './retention-policy';

const lookEvery = 10 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;
/** Days after which a partition goes although its kind is kept for longer, when nothing happened on its day. */
const emptyDays = 3;

/** A part of the log: what one kind has of one day, or of days that had no part of their own (`day` is null). */
interface Partition {
  readonly name: string;
  readonly kind: string;
  readonly day: Date | null;
}

/**
 * Removes what is older than its kind is kept, a day at a time. All processes look every ten minutes, and one of them works,
 * once an hour. What was removed is remembered by its highest seq, so that a cursor below it is told of the gap.
 */
@Injectable()
export class Retention implements OnModuleInit, OnApplicationShutdown {
  private readonly kept: ReadonlyMap<string, number>;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly chain: AuditChain,
    private readonly logger: Logger,
    config: Config,
    @Inject(PROCESS_ROLE) private readonly role: ProcessRole,
  ) {
    this.kept = retentionOf(config.retention);
  }

  onModuleInit(): void {
    if (this.role === 'cli') return;
    this.timer = setInterval(() => (this.running = this.look()), lookEvery);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Removes what is due unless another process does, or did within the hour; resolves with the number of partitions that went. */
  async look(now = new Date()): Promise<number> {
    const alone = this.database.createQueryRunner();
    try {
      await alone.connect();
      const [{ free }] = await alone.query(
        "select pg_try_advisory_lock(hashtext('event_log_retention')) as free",
      );
      if (!free) return 0;
      try {
        const [{ due }] = await alone.query(
          "select coalesce(retired_at < $1::timestamptz - interval '1 hour', true) as due from event_log_state",
          [now],
        );
        if (!due) return 0;
        const removed = await this.run(now);
        await alone.query('update event_log_state set retired_at = $1', [now]);
        return removed;
      } finally {
        await alone.query("select pg_advisory_unlock(hashtext('event_log_retention'))");
      }
    } catch (error) {
      this.logger.warn(`Old events stay for now: ${messageOf(error)}`, 'Retention');
      return 0;
    } finally {
      await alone.release();
    }
  }

  private async run(now: Date): Promise<number> {
    let removed = 0;
    for (const partition of await this.partitions()) {
      const days = this.kept.get(partition.kind);
      if (days !== undefined) removed += await this.retire(partition, startOfDay(now, days));
      if (partition.day && partition.day < startOfDay(now, emptyDays))
        removed += await this.dropEmpty(partition);
    }
    if (removed > 0) this.logger.log(`${removed} partitions of old events were removed.`, 'Retention');
    return removed;
  }

  /** Oldest first, the days before what has none. */
  private async partitions(): Promise<readonly Partition[]> {
    const rows: { name: string; kind: string }[] = await this.database.query(
      `select part.relname as name, event_log_kind.kind from event_log_kind
       join pg_inherits on inhparent = to_regclass('event_log_' || replace(kind, '.', '_'))
       join pg_class part on part.oid = inhrelid
       order by right(part.relname, 8), part.relname`,
    );
    return rows.map(({ name, kind }) => {
      const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
      return { name, kind, day: year ? new Date(`${year}-${month}-${date}T00:00:00Z`) : null };
    });
  }

  /** Removes a day that is over before `before`, or of the rest what is older. */
  private async retire({ name, kind, day: of }: Partition, before: Date): Promise<number> {
    if (of && of.getTime() + day > before.getTime()) return 0;
    const sign = await this.chain.signer();
    return this.alone(async (manager) => {
      if (!(await exists(manager, name))) return 0;
      const bound = lowestIdAt(before);
      const [{ seqs, last }] = await manager.query(
        `select max(seq)::text as last,
           case when $2 then coalesce(array_agg(seq::text), '{}') else '{}' end as seqs from "${name}" where id < $1`,
        [bound, kind === 'audit.recorded'],
      );
      if (of) await manager.query(`drop table "${name}"`);
      else await manager.query(`delete from "${name}" where id < $1`, [bound]);
      if (last !== null) {
        await manager.query(
          'update event_log_kind set dropped_seq = greatest(dropped_seq, $2) where kind = $1',
          [kind, last],
        );
        await manager.query('update event_log_state set dropped_seq = greatest(dropped_seq, $1)', [last]);
      }
      if (seqs.length > 0) await this.chain.bury(manager, seqs, sign);
      return of ? 1 : 0;
    });
  }

  /** Every partition costs those who look through all of them a little. */
  private dropEmpty({ name }: Partition): Promise<number> {
    return this.alone(async (manager) => {
      if (!(await exists(manager, name))) return 0;
      const [{ empty }] = await manager.query(`select not exists (select from "${name}") as empty`);
      if (empty) await manager.query(`drop table "${name}"`);
      return empty ? 1 : 0;
    });
  }

  /** Nothing is appended meanwhile; whoever reads for long is not waited for, since others would wait behind us. */
  private alone(work: (manager: EntityManager) => Promise<number>): Promise<number> {
    return this.database.transaction(async (manager) => {
      await manager.query("set local lock_timeout = '1s'");
      await manager.query("select pg_advisory_xact_lock(hashtext('event_log_days'))");
      await manager.query("select pg_advisory_xact_lock(hashtext('event_log'))");
      return work(manager);
    });
  }
}

async function exists(manager: EntityManager, name: string): Promise<boolean> {
  const [{ there }] = await manager.query('select to_regclass($1) is not null as there', [name]);
  return there === true;
}

/** Midnight, UTC, so many days ago. */
function startOfDay(now: Date, daysAgo: number): Date {
  return new Date(Math.floor(now.getTime() / day) * day - daysAgo * day);
}
