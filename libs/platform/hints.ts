import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { type DataSource, type EntityManager } from 'typeorm';

import { Config } from './config';
import { messageOf } from './errors';
import { Logger } from './logger';

/**
 * Things that another process may be told to look at. That the log has grown, by events of some kind, is said by the SQL that
 * appends to it.
 */
export type HintTopic = 'bots' | 'commands' | 'guild_settings' | 'scheduled_messages' | `event_log ${string}`;

const prefix = 'cube ';
const channelOf = (topic: HintTopic): string => prefix + topic;

const reconnectAfter = 1000;

/**
 * "Look now", between processes, by PostgreSQL's NOTIFY. A hint may be lost: whoever listens also looks by itself
 * every few seconds. It carries no data.
 */
@Injectable()
export class Hints implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<HintTopic, Set<() => void>>();
  /** For which PostgreSQL is about to be asked. */
  private readonly fresh: HintTopic[] = [];
  private hearing = Promise.resolve();
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isConnected = false;
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
    const known = this.listeners.get(topic);
    if (known) known.add(listener);
    else this.listeners.set(topic, new Set([listener]));
    if (!known && this.isConnected) this.hearSoon(topic);
  }

  /** Given inside a transaction, the hint goes out when it commits, and never when it does not. */
  async give(topic: HintTopic, by: DataSource | EntityManager): Promise<void> {
    await by.query("select pg_notify($1, '')", [channelOf(topic)]);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.database.url,
      application_name: 'social-cube hints',
      // Nothing is ever asked here, so that nobody else would notice a peer that is gone.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    this.client = client;
    client.on('notification', ({ channel }) => this.tell(channel));
    client.on('error', (error) => this.reconnect(error));
    client.on('end', () => this.reconnect(new Error('the connection ended')));
    try {
      await client.connect();
      this.isConnected = true;
      const all = this.hear([...this.listeners.keys()]);
      this.hearing = all.catch(() => undefined);
      await all;
    } catch (error) {
      this.reconnect(error);
    }
  }

  /** Together with whatever else is asked for meanwhile: pg takes one statement after the other. */
  private hearSoon(topic: HintTopic): void {
    this.fresh.push(topic);
    if (this.fresh.length > 1) return;
    this.hearing = this.hearing
      .then(() => this.hear(this.fresh.splice(0)))
      .catch((error: unknown) => this.reconnect(error));
  }

  private async hear(topics: readonly HintTopic[]): Promise<void> {
    await this.client?.query(topics.map((topic) => `listen "${channelOf(topic)}"`).join(';'));
    // Whatever was said while nobody listened is lost: let everybody look once.
    topics.forEach((topic) => this.tell(channelOf(topic)));
  }

  private tell(channel: string): void {
    this.listeners.get(channel.slice(prefix.length) as HintTopic)?.forEach((listener) => listener());
  }

  private reconnect(error: unknown): void {
    if (this.stopped || this.retry) return;
    this.isConnected = false;
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
