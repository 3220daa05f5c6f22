import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { type DataSource, type EntityManager } from 'typeorm';

import { Config } from './config';
import { messageOf } from './errors';
import { Logger } from './logger';

/** Things that another process may be told to look at. `event_log` is given by the SQL that appends to the log. */
export type HintTopic = 'event_log' | 'bots' | 'commands' | 'guild_settings' | 'scheduled_messages';

const reconnectAfter = 1000;

/**
 * "Look now", between processes, by PostgreSQL's NOTIFY. A hint may be lost: whoever listens also looks by itself
 * every few seconds. It carries no data.
 */
@Injectable()
export class Hints implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<string, Set<() => void>>();
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  on(topic: HintTopic, listener: () => void): void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
  }

  /** Given inside a transaction, the hint goes out when it commits, and never when it does not. */
  async give(topic: HintTopic, by: DataSource | EntityManager): Promise<void> {
    await by.query("select pg_notify('cube_hint', $1)", [topic]);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.database.url,
      application_name: 'social-cube hints',
    });
    this.client = client;
    client.on('notification', ({ payload }) =>
      this.listeners.get(payload ?? '')?.forEach((listener) => listener()),
    );
    client.on('error', (error) => this.reconnect(error));
    client.on('end', () => this.reconnect(new Error('the connection ended')));
    try {
      await client.connect();
      await client.query('listen cube_hint');
      // Whatever was said while nobody listened is lost: let everybody look once.
      this.listeners.forEach((listeners) => listeners.forEach((listener) => listener()));
    } catch (error) {
      this.reconnect(error);
    }
  }

  private reconnect(error: unknown): void {
    if (this.stopped || this.retry) return;
    this.logger.warn(`No hints from PostgreSQL (${messageOf(error)}); trying again.`, 'Hints');
    this.client?.removeAllListeners();
    this.client?.on('error', () => undefined);
    this.client?.end().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.connect();
    }, reconnectAfter);
  }
}
