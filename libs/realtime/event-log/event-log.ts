import { Config } from '@cube/platform/config';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { redact } from '@cube/platform/redaction';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Batcher } from './batcher';
import { type EventKind, type EventLevel, levelOf, type NewEvent } from './events';

/** An event with its identity, its data already text, ready for PostgreSQL. */
interface Row {
  readonly id: string;
  readonly kind: EventKind;
  readonly topic: string | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly level: EventLevel;
  readonly data: string;
}

/** Records an event in the transaction of its change. */
export type Emit = <Kind extends EventKind>(event: NewEvent<Kind>) => Promise<void>;

/** Bytes of one event's data beyond which it is replaced by a note; a log row is no place for a payload. */
const mostBytes = 64 * 1024;
const sweepEvery = 500;
const makeDaysEvery = 60 * 60 * 1000;

/**
 * Where everything that happens is written. Facts (a command ran) are appended in micro-batches and may be lost with the
 * process; a change of state and its event are written together (`transact`) and never part.
 */
@Injectable()
export class EventLog implements OnModuleInit, OnApplicationShutdown {
  /** Apart from the ordinary pool, with short time-outs: an append holds the log's lock and must never wait for a business transaction. */
  private readonly writers: Pool;
  private readonly batcher: Batcher<Row>;
  private timers: NodeJS.Timeout[] = [];

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
    });
    this.writers.on('error', () => undefined);
    this.batcher = new Batcher<Row>(
      { sealAfter: 50, most: 1000, waiting: 50_000 },
      (batch) => this.append(batch),
      (error, waiting) =>
        this.logger.error(`The event log cannot be written (${waiting} events wait): ${messageOf(error)}`),
    );
  }

  async onModuleInit(): Promise<void> {
    await this.makeDays();
    this.timers = [
      setInterval(() => void this.relay(), sweepEvery),
      setInterval(() => void this.makeDays(), makeDaysEvery),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await this.batcher.close();
    await this.relay();
    await this.writers.end();
  }

  /** Appends a fact and returns its id at once: the fact is in PostgreSQL within about 50 ms. */
  record<Kind extends EventKind>(event: NewEvent<Kind>): string {
    const row = toRow(event);
    if (!this.batcher.add(row))
      this.logger.error(`The event log is full: a ${event.kind} event was dropped.`);
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

  /** Moves what the outbox holds into the log. The sweep repeats it for callers that died before they could. */
  private async relay(): Promise<void> {
    try {
      const { rows } = await this.writers.query<{ busy: boolean }>(
        'select exists (select from event_outbox) as busy',
      );
      if (rows[0]?.busy) await this.writers.query('select event_log_relay()');
    } catch (error) {
      this.logger.warn(`The outbox waits: ${messageOf(error)}`, 'EventLog');
    }
  }

  private async append(batch: readonly Row[]): Promise<void> {
    try {
      await this.writers.query('select event_log_append($1, $2, $3, $4, $5, $6, $7)', [
        batch.map((row) => row.id),
        batch.map((row) => row.kind),
        batch.map((row) => row.topic),
        batch.map((row) => row.subjectKind),
        batch.map((row) => row.subjectId),
        batch.map((row) => row.level),
        batch.map((row) => row.data),
      ]);
    } catch (error) {
      if (!isRefused(error)) throw error;
      await this.appendWithoutTheBadOnes(batch, error);
    }
  }

  /** PostgreSQL refused what one row holds: find it by halves, so that the others are not held up by it for ever. */
  private async appendWithoutTheBadOnes(batch: readonly Row[], error: unknown): Promise<void> {
    if (batch.length === 1) {
      this.logger.error(
        `PostgreSQL refuses an event for what it holds, so it is dropped: ${messageOf(error)}`,
        {
          kind: batch[0]?.kind,
        },
      );
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.append(batch.slice(0, half));
    await this.append(batch.slice(half));
  }

  private async makeDays(): Promise<void> {
    await this.writers
      .query('select event_log_make_days(3)')
      .catch((error: unknown) => this.logger.warn(`No new partitions: ${messageOf(error)}`, 'EventLog'));
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): trying the same row again cannot help. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}

function toRow<Kind extends EventKind>({ kind, topic, subject, data }: NewEvent<Kind>): Row {
  const text = redact(
    JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value)),
  );
  return {
    id: uuid(),
    kind,
    topic,
    subjectKind: subject?.kind ?? null,
    subjectId: subject?.id ?? null,
    level: levelOf(kind, data),
    data: Buffer.byteLength(text) > mostBytes ? JSON.stringify({ tooLarge: Buffer.byteLength(text) }) : text,
  };
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates. */
const storable = (text: string): string => text.replaceAll('\0', '').replace(loneSurrogate, '\uFFFD');
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
