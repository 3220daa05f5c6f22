import { hostname } from 'node:os';

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Config } from './config';
import { messageOf } from './errors';
import { Logger } from './logger';
import { LoopDelay } from './loop-delay';
import { PROCESS_ROLE, type ProcessRole } from './process-role';
import { version } from './version';

/** Milliseconds between two heartbeats, and the age at which a process counts as dead. */
const beatEvery = 2000;
export const deadAfter = 8000;
/** Seconds for which a look at the processes has them measure what they would not measure otherwise. */
const watchedFor = 20;

/** How a process said that it does, when it last said something. */
export interface ProcessVitals {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly isAlive: boolean;
  /** Of its resident set. */
  readonly memoryBytes: number;
  /** Milliseconds by which its event loop was late, 99 of 100 times; null while nobody has looked for long enough. */
  readonly loopDelay: number | null;
}

/** This process as a row with a heartbeat, so that the others can tell when it died. All ages are by the database's clock. */
@Injectable()
export class Processes implements OnModuleInit, OnApplicationShutdown {
  readonly id = uuid();
  private readonly loop = new LoopDelay();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly logger: Logger,
    @Inject(PROCESS_ROLE) private readonly role: ProcessRole,
    private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.role === 'cli') return;
    await this.beat();
    this.timer = setInterval(() => {
      this.beat().catch((error: unknown) =>
        this.logger.warn(`No heartbeat written: ${messageOf(error)}`, 'Processes'),
      );
    }, beatEvery);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.loop.watch(false);
    if (this.role !== 'cli') {
      await this.database.query('delete from process where id = $1', [this.id]).catch(() => undefined);
    }
  }

  /** True while at least one process of this role lives. */
  async isAlive(role: ProcessRole): Promise<boolean> {
    const [{ alive }] = await this.database.query(
      `select exists (select from process where role = $1 and heartbeat_at > now() - $2 * interval '1 ms') as alive`,
      [role, deadAfter],
    );
    return alive === true;
  }

  /** Forgets processes that have been dead for an hour. */
  async forgetTheDead(): Promise<void> {
    await this.database.query("delete from process where heartbeat_at < now() - interval '1 hour'");
  }

  /** Every process that has reported within the hour, those of one role together, the oldest first. */
  async vitals(): Promise<ProcessVitals[]> {
    const rows: (ProcessVitals & { readonly memory: string })[] = await this.database.query(
      `select id, role, host, pid, version, started_at as "startedAt", heartbeat_at as "heartbeatAt",
         heartbeat_at > now() - $1 * interval '1 ms' as "isAlive", memory_bytes::text as memory, loop_delay as "loopDelay"
       from process where heartbeat_at > now() - interval '1 hour' order by role, started_at, id limit 100`,
      [deadAfter],
    );
    return rows.map(({ memory, ...vitals }) => ({ ...vitals, memoryBytes: Number(memory) }));
  }

  /** Has every process measure the delay of its event loop for a while, from its next heartbeat on. */
  async watch(): Promise<void> {
    await this.database.query(
      `update process set watched_until = now() + interval '${watchedFor} seconds'
       where heartbeat_at > now() - interval '1 minute'`,
    );
  }

  private async beat(): Promise<void> {
    const [{ watched }] = await this.database.query(
      `insert into process (id, role, host, pid, master_keys, version, memory_bytes, loop_delay)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set heartbeat_at = now(), memory_bytes = $7, loop_delay = $8
       returning coalesce(watched_until > now(), false) as watched`,
      [
        this.id,
        this.role,
        hostname(),
        process.pid,
        this.config.masterKeys.map(({ name }) => name),
        version,
        process.memoryUsage.rss(),
        this.loop.take(),
      ],
    );
    this.loop.watch(watched === true);
  }
}

/** SQL that is true of a process id whose process has no fresh heartbeat; `column` is trusted text. */
export const isDead = (column: string): string =>
  `(${column} is not null and not exists (select from process where process.id = ${column}
     and process.heartbeat_at > now() - interval '${deadAfter} ms'))`;
