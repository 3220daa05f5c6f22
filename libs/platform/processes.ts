import { hostname } from 'node:os';

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Config } from './config';
import { messageOf } from './errors';
import { Logger } from './logger';
import { PROCESS_ROLE, type ProcessRole } from './process-role';

/** Milliseconds between two heartbeats, and the age at which a process counts as dead. */
const beatEvery = 2000;
export const deadAfter = 8000;

/** This process as a row with a heartbeat, so that the others can tell when it died. All ages are by the database's clock. */
@Injectable()
export class Processes implements OnModuleInit, OnApplicationShutdown {
  readonly id = uuid();
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

  private async beat(): Promise<void> {
    await this.database.query(
      `insert into process (id, role, host, pid, master_keys) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set heartbeat_at = now()`,
      [this.id, this.role, hostname(), process.pid, this.config.masterKeys.map(({ name }) => name)],
    );
  }
}

/** SQL that is true of a process id whose process has no fresh heartbeat; `column` is trusted text. */
export const isDead = (column: string): string =>
  `(${column} is not null and not exists (select from process where process.id = ${column}
     and process.heartbeat_at > now() - interval '${deadAfter} ms'))`;
