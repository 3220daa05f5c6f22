import {
  BotAdapter,
  type BotListener,
  type CommandDefinition,
  type RunnableBot,
} from '@cube/bots/bot-adapter';
import { DiscordLimits, type LimitedRest } from '@cube/discord-api/discord-limits';
import { Config } from '@cube/platform/config';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import { Client, GatewayIntentBits } from 'discord.js';

import { putCommands } from '../commands/put-commands';
import { DISCORD_OPTIONS, type DiscordOptions } from '../discord-options';
import { Dispatcher } from '../dispatch/dispatcher';
import { Hub } from '../dispatch/hub';
import type { BotClient } from './bot-client';
import { BotRun } from './bot-run';
import { FleetMetrics } from './fleet-metrics';

/** Many bots in one process: a discord.js Client each, one set of commands for all of them. */
@Injectable()
export class DiscordFleet extends BotAdapter implements BeforeApplicationShutdown {
  private readonly runs = new Map<string, BotRun>();
  /** What is still closing of each bot: its next run waits for that. */
  private readonly ends = new Map<string, Promise<void>>();
  private listener: BotListener | undefined;

  constructor(
    private readonly config: Config,
    private readonly errors: ErrorReporter,
    private readonly dispatcher: Dispatcher,
    private readonly metrics: FleetMetrics,
    @Inject(Client) private readonly hub: Hub,
    @Inject(DISCORD_OPTIONS) private readonly options: DiscordOptions,
    @Optional() private readonly limits?: DiscordLimits,
  ) {
    super();
    metrics.watchStates(() => [...this.runs.values()].map(({ state }) => state));
  }

  listen(listener: BotListener): void {
    this.listener = listener;
  }

  start(bot: RunnableBot): void {
    if (!this.listener) throw new Error('Nobody listens to the fleet: call listen() before start().');
    const ended = this.end(bot.id);
    const { api, cdn } = this.config.discord;
    const run = new BotRun(bot, {
      api,
      cdn,
      intents: [...this.options.intents, ...(bot.intents ?? []).map((name) => GatewayIntentBits[name])],
      listener: this.listener,
      errors: this.errors,
      limits: this.limits,
      measured: (latency) => this.metrics.measured(latency),
      connect: (client) => this.connect(client),
    });
    this.runs.set(bot.id, run);
    void ended.then(() => run.start());
  }

  async stop(botId: string): Promise<void> {
    const run = this.runs.get(botId);
    await this.end(botId);
    // Started again while it closed: then it is not offline.
    if (!run || this.runs.has(botId)) return;
    const { generation } = run;
    this.listener?.reported({
      botId,
      generation,
      state: 'OFFLINE',
      reason: null,
      reasonCode: null,
      latency: null,
    });
  }

  sync(
    { applicationId, token }: RunnableBot,
    commands: readonly CommandDefinition[],
  ): Promise<readonly string[]> {
    const watch = (rest: LimitedRest) => this.limits?.watch(rest, token);
    return putCommands({ api: this.config.discord.api, applicationId, token, commands, watch });
  }

  running(): ReadonlyMap<string, number> {
    return new Map([...this.runs].map(([botId, { generation }]) => [botId, generation]));
  }

  /** Before the event log closes, so that what the last commands did is still written. */
  async beforeApplicationShutdown(): Promise<void> {
    const botIds = new Set([...this.runs.keys(), ...this.ends.keys()]);
    await Promise.all([...botIds].map((botId) => this.end(botId)));
    await this.dispatcher.settle();
  }

  private connect(client: BotClient): void {
    this.dispatcher.serve(client);
    this.hub.lend(client);
  }

  private end(botId: string): Promise<void> {
    const run = this.runs.get(botId);
    this.runs.delete(botId);
    const ended = Promise.all([this.ends.get(botId), run?.end()]).then(() => {
      if (this.ends.get(botId) === ended) this.ends.delete(botId);
    });
    this.ends.set(botId, ended);
    return ended;
  }
}
