import type { BotListener, BotReport, RunnableBot } from '@cube/bots/bot-adapter';
import type { DiscordLimits } from '@cube/discord-api/discord-limits';
import type { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { Events, type GatewayIntentBits } from 'discord.js';

import { backoff } from './backoff';
import { BotClient } from './bot-client';
import { type Failure, failureOf, failureOfClose, unreachable } from './failures';
import { GuildWatch } from './guild-watch';

/** What a run needs of the fleet that it belongs to. */
export interface RunSurroundings {
  readonly api: string;
  readonly cdn: string;
  readonly intents: readonly GatewayIntentBits[];
  readonly listener: BotListener;
  readonly errors: ErrorReporter;
  /** Writes down which of Discord's limits it meets. */
  readonly limits?: DiscordLimits | undefined;
  /** Hears the latency of each heartbeat, in milliseconds. */
  readonly measured: (latency: number) => void;
  /** Lets whoever has something to do for bots hear of this one. */
  readonly connect: (client: BotClient) => void;
}

/** Milliseconds that a bot may take to come online, or back, before its Client is given up. */
const patience = 60_000;

/** Milliseconds online after which a bot counts as well again: one that falls at once must not IDENTIFY in a hurry (1,000 a day). */
const steadyAfter = 60_000;

/** A latency that differs by less from the last one told is no news. */
const noticeable = 10;

type Seen = Pick<BotReport, 'state' | 'reason' | 'reasonCode' | 'latency'>;
const calm = { reason: null, reasonCode: null, latency: null } as const;

/** One bot as one wish has it, from its start to its end: keeps a Client connected, and reports how that goes. */
export class BotRun {
  private client: BotClient | undefined;
  private guilds: GuildWatch | undefined;
  private closing: Promise<unknown> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private impatience: NodeJS.Timeout | undefined;
  private failures = 0;
  private onlineSince: number | undefined;
  private hasEnded = false;
  private last: Seen = { state: 'OFFLINE', ...calm };

  constructor(
    private readonly bot: RunnableBot,
    private readonly surroundings: RunSurroundings,
  ) {}

  get generation(): number {
    return this.bot.generation;
  }

  get state(): Seen['state'] {
    return this.last.state;
  }

  start(): void {
    if (this.hasEnded) return;
    this.report({ state: 'STARTING', ...calm });
    this.attempt();
  }

  /** Resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.hasEnded = true;
    this.drop();
    await this.closing;
  }

  private attempt(): void {
    const { errors, listener, connect, limits, ...settings } = this.surroundings;
    const { id: botId, token } = this.bot;
    const fail = (failure: Failure) => this.client === client && this.fail(failure);
    const client: BotClient = new BotClient(botId, settings, {
      unreachable: () => fail(unreachable),
      tripped: (error) => errors.report(error, { botId, where: 'gateway packet' }),
      mayStart: (limit) => limits?.noteStarts(token, limit),
      measured: (latency) => this.client === client && this.measured(latency),
    });
    this.client = client;
    limits?.watch(client.rest, token);
    this.guilds = new GuildWatch(client, listener);
    const waitForIt = () => {
      clearTimeout(this.impatience);
      this.impatience = setTimeout(() => fail(unreachable), patience);
    };
    const isThere = () => this.client === client && this.online();
    client.on(Events.ShardReady, isThere);
    client.on(Events.ShardResume, isThere);
    client.on(Events.ShardReconnecting, () => this.client === client && waitForIt());
    client.on(Events.ShardDisconnect, ({ code }) => fail(failureOfClose(code, settings.intents)));
    client.on(Events.Error, (error) => errors.report(error, { botId, where: 'discord.js' }));
    connect(client);
    waitForIt();
    client.login(token).catch((error: unknown) => fail(failureOf(error)));
  }

  private online(): void {
    clearTimeout(this.impatience);
    this.onlineSince ??= performance.now();
    if (this.last.state !== 'ONLINE') this.report({ state: 'ONLINE', ...calm });
  }

  private measured(latency: number): void {
    this.surroundings.measured(latency);
    const { state, latency: before } = this.last;
    if (state !== 'ONLINE' || (before !== null && Math.abs(latency - before) < noticeable)) return;
    this.report({ state: 'ONLINE', ...calm, latency });
  }

  private fail({ reason, reasonCode, isRetried }: Failure): void {
    this.drop();
    if (this.last.reason !== reason) this.report({ state: 'FAILING', reason, reasonCode, latency: null });
    if (!isRetried) return;
    if (this.onlineSince !== undefined && performance.now() - this.onlineSince > steadyAfter)
      this.failures = 0;
    this.onlineSince = undefined;
    this.retry = setTimeout(() => this.attempt(), backoff(this.failures));
    this.failures += 1;
  }

  /** Lets go of the Client; what it says from now on is about the past. */
  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.impatience);
    this.guilds?.end();
    const client = this.client;
    this.client = undefined;
    if (client) this.closing = Promise.all([this.closing, this.close(client)]);
  }

  private async close(client: BotClient): Promise<void> {
    try {
      await client.close();
    } catch (error) {
      this.surroundings.errors.report(error, { botId: client.botId, where: 'end of a connection' });
    }
  }

  private report(seen: Seen): void {
    this.last = seen;
    const { id: botId, generation } = this.bot;
    this.surroundings.listener.reported({ botId, generation, ...seen });
  }
}
