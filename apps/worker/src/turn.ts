import { setTimeout as pause } from 'node:timers/promises';

import { Config } from '@cube/platform/config';
import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';

const tryEvery = 1000;

/** What a worker does when its turn begins and when it has lost it. */
export interface Work {
  begin(): void;
  /** Another worker has begun: whatever runs here must end at once. */
  end(): Promise<void>;
}

/**
 * One worker works at a time; the others wait. The turn is a session lock in PostgreSQL, so that a killed worker gives
 * it back by dying. When only PostgreSQL goes away, work goes on: bots stay online, and end only if another worker was
 * faster when it came back.
 */
@Injectable()
export class Turn implements OnApplicationShutdown {
  private client: Client | undefined;
  private isOver = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** Waits for the turn, again and again; resolves only when the process shuts down. */
  async keep(work: Work): Promise<void> {
    let isWorking = false;
    let hasSaidSo = false;
    while (!this.isOver) {
      const lock = await this.tryToTake();
      if (lock === 'taken') {
        this.logger.log(isWorking ? 'This worker goes on.' : 'This worker begins.', 'Turn');
        if (!isWorking) work.begin();
        isWorking = true;
        hasSaidSo = false;
        await this.untilLost();
      } else if (lock === 'another') {
        if (isWorking) await work.end();
        isWorking = false;
        if (!hasSaidSo) this.logger.log('Another worker works; this one waits its turn.', 'Turn');
        hasSaidSo = true;
      }
      if (!this.isOver) await pause(tryEvery);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isOver = true;
    await this.client?.end().catch(() => undefined);
  }

  private async tryToTake(): Promise<'taken' | 'another' | 'away'> {
    this.client ??= await this.connect();
    if (!this.client) return 'away';
    try {
      const { rows } = await this.client.query<{ taken: boolean }>(
        "select pg_try_advisory_lock(hashtext('social-cube worker')) as taken",
      );
      return rows[0]?.taken ? 'taken' : 'another';
    } catch {
      this.client = undefined;
      return 'away';
    }
  }

  private async connect(): Promise<Client | undefined> {
    const client = new Client({
      connectionString: this.config.database.url,
      application_name: 'social-cube worker',
      keepAlive: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.logger.warn(`PostgreSQL is away: ${messageOf(error)}`, 'Turn');
      return undefined;
    }
  }

  private untilLost(): Promise<void> {
    return new Promise((resolve) => {
      this.client?.once('end', () => {
        this.client = undefined;
        resolve();
      });
    });
  }
}
