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
/** Milliseconds after which the connection must answer again: a peer that is gone would not say so. */
const proveEvery = 10_000;

/**
 * "Look now", between processes, by PostgreSQL's NOTIFY. It carries no data. A hint is lost when its connection breaks: that is
 * seen within twenty seconds; then everybody is told to look once, and again when there is a new one.
 */
@Injectable()
export class Hints implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<HintTopic, Set<() => void>>();
  /** For which PostgreSQL is about to be asked. */
  private readonly fresh: HintTopic[] = [];
  private turn = Promise.resolve();
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private proofs: NodeJS.Timeout | undefined;
  private isProving = false;
  private isConnected = false;
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.proofs = setInterval(() => this.prove(), proveEvery);
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.proofs);
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
      connectionTimeoutMillis: proveEvery,
    });
    this.client = client;
    client.on('notification', ({ channel }) => {
      this.isProving = false;
      this.tell(channel);
    });
    client.on('error', (error) => this.reconnect(client, error));
    client.on('end', () => this.reconnect(client, new Error('the connection ended')));
    try {
      await client.connect();
      this.isConnected = true;
      this.isProving = false;
      this.fresh.length = 0;
      const all = this.hear(client, [...this.listeners.keys()]);
      this.turn = all.catch(() => undefined);
      await all;
    } catch (error) {
      this.reconnect(client, error);
    }
  }

  /** Together with whatever else is asked for meanwhile. */
  private hearSoon(topic: HintTopic): void {
    this.fresh.push(topic);
    if (this.fresh.length === 1) this.inTurn((client) => this.hear(client, this.fresh.splice(0)));
  }

  private prove(): void {
    const { client } = this;
    if (!client || !this.isConnected) return;
    if (this.isProving) return this.reconnect(client, new Error('the connection does not answer'));
    this.isProving = true;
    this.inTurn(async () => {
      await client.query('select 1');
      this.isProving = false;
    });
  }

  /** pg takes one statement after the other. */
  private inTurn(ask: (client: Client) => Promise<void>): void {
    const { client } = this;
    if (!client) return;
    this.turn = this.turn.then(() => ask(client)).catch((error: unknown) => this.reconnect(client, error));
  }

  private async hear(client: Client, topics: readonly HintTopic[]): Promise<void> {
    await client.query(topics.map((topic) => `listen "${channelOf(topic)}"`).join(';'));
    // Whatever was said while nobody listened is lost: let everybody look once.
    topics.forEach((topic) => this.tell(channelOf(topic)));
  }

  private tell(channel: string): void {
    this.listeners.get(channel.slice(prefix.length) as HintTopic)?.forEach((listener) => listener());
  }

  private reconnect(client: Client, error: unknown): void {
    if (this.stopped || this.retry || client !== this.client) return;
    // From here on nobody hears anything, be it for a second or for an hour.
    if (this.isConnected) this.listeners.forEach((_, topic) => this.tell(channelOf(topic)));
    this.isConnected = false;
    this.logger.warn(`No hints from PostgreSQL (${messageOf(error)}); trying again.`, 'Hints');
    client.removeAllListeners();
    client.on('error', () => undefined);
    client.end().catch(() => undefined);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.connect();
    }, reconnectAfter);
  }
}
