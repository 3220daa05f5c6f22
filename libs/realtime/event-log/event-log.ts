import { Config } from '@cube/platform/config';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { redact } from '@cube/platform/redaction';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

import { Batcher } from './batcher';
import { DeadLetters } from './dead-letters';
import { type EventRow, parseRow, toBatch, toRow } from './event-row';
import { type EventKind, lowestIdAt, type NewEvent } from './events';
import { Spill } from './spill';

/** Records an event in the transaction of its change. */
export type Emit = <Kind extends EventKind>(event: NewEvent<Kind>) => Promise<void>;

/** Whether the outbox holds something, as one more column of a statement. */
const lookIntoOutbox = 'exists (select from event_outbox) as busy';
interface Look {
  readonly busy: boolean;
}

const sweepEvery = 500;
const adoptEvery = 60 * 1000;
const makeDaysEvery = 60 * 60 * 1000;
/** Milliseconds after which an event that is written only now is late: a tail looks back a day for what is new. */
const lateAfter = 12 * 60 * 60 * 1000;

/**
 * Where everything that happens is written. Facts (a command ran) are appended in micro-batches, wait on disk while
 * PostgreSQL is away, and are lost for some 50 ms with a process that is killed hard; a change of state and its event are written together (`transact`) and never part.
 */
@Injectable()
export class EventLog implements OnModuleInit, OnApplicationShutdown {
  /** Apart from the ordinary pool, with short time-outs: an append holds the log's lock and must never wait for a business transaction. */
  readonly writers: Pool;
  /** Facts since the start of this process. */
  recorded = 0;
  private readonly deadLetters: DeadLetters;
  private readonly spill: Spill<EventRow>;
  private readonly batcher: Batcher<EventRow>;
  private timers: NodeJS.Timeout[] = [];
  /** When an append last found the outbox empty. */
  private foundEmptyAt = -Infinity;

  constructor(
    config: Config,
    private readonly database: DataSource,
    private readonly logger: Logger,
  ) {
    this.writers = new Pool({
      connectionString: config.database.url,
      max: 2,
      application_name: 'social-cube event log',
      statement_timeout: 4000,
      lock_timeout: 3000,
      // A PostgreSQL that is frozen times nothing out.
      query_timeout: 5000,
      connectionTimeoutMillis: 3000,
    });
    this.writers.on('error', () => undefined);
    this.deadLetters = new DeadLetters(config.spill.folder);
    this.spill = new Spill({
      ...config.spill,
      parse: parseRow,
      damaged: (what) =>
        this.logger.error(`Of the spilled events these cannot be read: ${what}.`, 'EventLog'),
    });
    const limits = { sealAfter: 50, most: 1000, waiting: 50_000, patience: 250 };
    this.batcher = new Batcher(limits, (batch) => this.append(batch), this.spill, {
      failed: (error, waiting) =>
        this.logger.error(
          `The event log cannot be written (${waiting} events wait in memory): ${messageOf(error)}`,
        ),
      unsafe: (error) =>
        this.logger.error(`Events wait in memory alone, for they cannot be spilled: ${messageOf(error)}`),
      recovered: (dropped) => this.recovered(dropped),
    });
  }

  async onModuleInit(): Promise<void> {
    const [{ epoch }] = await this.database.query('select epoch from event_log_state');
    this.spill.log = epoch;
    await this.makeDays();
    await this.adopt();
    this.timers = [
      setInterval(() => void this.sweep(), sweepEvery),
      setInterval(() => void this.adopt(), adoptEvery),
      setInterval(() => void this.makeDays(), makeDaysEvery),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await this.batcher.close();
    await this.spill.close();
    await this.relay();
    await this.writers.end();
  }

  /** What waits in memory (events) and on disk, and how many events were dropped since the start of this process. */
  get state(): { readonly waiting: number; readonly spilledBytes: number; readonly droppedInAll: number } {
    const { waiting, droppedInAll } = this.batcher;
    return { waiting, spilledBytes: this.spill.waitingBytes, droppedInAll };
  }

  /** Appends a fact and returns its id at once: the fact is in PostgreSQL within about 50 ms. */
  record<Kind extends EventKind>(event: NewEvent<Kind>): string {
    const row = toRow(event);
    this.recorded += 1;
    this.batcher.add(row);
    return row.id;
  }

  /**
   * Runs a change and records its events in the same transaction: both are there, or neither. `within` is the manager of
   * another `transact` that is under way: the change is then a part of that one.
   */
  async transact<Result>(
    work: (manager: EntityManager, emit: Emit) => Promise<Result>,
    within?: EntityManager,
  ): Promise<Result> {
    if (within) return work(within, (event) => this.emit(within, event));
    const result = await this.database.transaction((manager) =>
      work(manager, (event) => this.emit(manager, event)),
    );
    await this.relay();
    return result;
  }

  /** Records an event in a transaction of `transact`, for whoever was handed no more than its manager. */
  async emit<Kind extends EventKind>(manager: EntityManager, event: NewEvent<Kind>): Promise<void> {
    const row = toRow(event);
    await manager.query(
      'insert into event_outbox (id, kind, topic, subject_kind, subject_id, level, data) values ($1, $2, $3, $4, $5, $6, $7)',
      [row.id, row.kind, row.topic, row.subjectKind, row.subjectId, row.level, row.data],
    );
  }

  /** Relays for callers that died before they could, unless an append has seen of late that there are none. */
  private async sweep(): Promise<void> {
    if (performance.now() - this.foundEmptyAt >= sweepEvery) await this.relay();
  }

  /** Moves what the outbox holds into the log. */
  private async relay(): Promise<void> {
    try {
      const { rows } = await this.writers.query<Look>(`select ${lookIntoOutbox}`);
      if (rows[0]?.busy) await this.writers.query('select event_log_relay()');
    } catch (error) {
      this.logger.warn(`The outbox waits: ${messageOf(error)}`, 'EventLog');
    }
  }

  private async append(batch: readonly EventRow[]): Promise<void> {
    try {
      const bound = lowestIdAt(new Date(Date.now() - lateAfter));
      const append = batch.some(({ id }) => id < bound) ? 'event_log_append_late' : 'event_log_append';
      // PostgreSQL looks before the append waits for its lock.
      const began = performance.now();
      const statement = `select ${append}($1), ${lookIntoOutbox}`;
      const { rows } = await this.writers.query<Look>(statement, [toBatch(batch)]);
      this.foundEmptyAt = rows[0]?.busy ? -Infinity : began;
    } catch (error) {
      if (!isRefused(error)) throw error;
      await this.appendWithoutTheBadOnes(batch, error);
    }
  }

  /** PostgreSQL refused what one row holds: find it by halves, so that the others are not held up by it for ever. */
  private async appendWithoutTheBadOnes(batch: readonly EventRow[], error: unknown): Promise<void> {
    const [row] = batch;
    if (row && batch.length === 1) {
      const reason = redact(messageOf(error));
      this.logger.error(`PostgreSQL refuses an event for what it holds, so it is dropped: ${reason}`, {
        kind: row.kind,
        id: row.id,
      });
      await this.deadLetters
        .write(row, reason)
        .catch((failure: unknown) => this.logger.error(`It could not be kept: ${messageOf(failure)}`));
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.append(batch.slice(0, half));
    await this.append(batch.slice(half));
  }

  /** Takes over what processes that died left on disk. */
  private async adopt(): Promise<void> {
    try {
      const files = await this.spill.adopt();
      if (files === 0) return;
      this.logger.log(`Events of a process that died are brought in, from ${files} spill files.`, 'EventLog');
      this.batcher.poke();
    } catch (error) {
      this.logger.error(`Spilled events cannot be taken over: ${messageOf(error)}`, 'EventLog');
    }
  }

  /** What was dropped while PostgreSQL was away leaves one entry in its place. */
  private recovered(dropped: number): void {
    this.logger.log('The event log is written again.', 'EventLog');
    if (dropped === 0) return;
    const what = `${dropped} events were dropped while the log could not be written, for there was no more room for them.`;
    this.record({ kind: 'log.gapped', topic: null, subject: null, data: { dropped, what } });
  }

  private async makeDays(): Promise<void> {
    await this.writers
      .query('select event_log_make_days(3)')
      .catch((error: unknown) => this.logger.warn(`No new partitions: ${messageOf(error)}`, 'EventLog'));
  }
}

/** SQLSTATE classes 22 (data exception), 23 (integrity) and 54 (limits of the program): the same row would be refused again. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(2[23]|54)/.test(String(error.code));
}
