import { setTimeout as pause } from 'node:timers/promises';

import { BotObservation, BotWish } from '@cube/bots/bot.entity';
import { BotAdapter, type RunnableBot } from '@cube/bots/bot-adapter';
import { BotCredentials } from '@cube/bots/bot-credentials';
import { BotRuns, type WantedBot } from '@cube/bots/bot-runs.service';
import { BotIntents } from '@cube/guilds/bot-intents.service';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Observer } from './observer';
import { Steady } from './steady';

const everySoOften = 3000;
const patience = 5000;

/** Compares what people want with what runs here, and starts or stops whatever differs. */
@Injectable()
export class Reconciler {
  private readonly steady: Steady;

  constructor(
    private readonly runs: BotRuns,
    private readonly credentials: BotCredentials,
    private readonly adapter: BotAdapter,
    private readonly observer: Observer,
    private readonly intents: BotIntents,
    hints: Hints,
    logger: Logger,
  ) {
    adapter.listen(observer);
    this.steady = new Steady('Reconciling the bots', everySoOften, logger, () => this.reconcile());
    hints.on('bots', () => this.steady.poke());
  }

  begin(): void {
    this.steady.begin();
  }

  /** Looks no more; what runs goes on. */
  halt(): Promise<void> {
    return this.steady.halt();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.adapter.running().keys()].map((botId) => this.stop(botId)));
  }

  private async reconcile(): Promise<void> {
    const wishes = await this.runs.wishes();
    const running = this.adapter.running();
    const known = new Set(wishes.map(({ id }) => id));
    const removed = [...running.keys()].filter((botId) => !known.has(botId));
    await Promise.all([
      ...removed.map((botId) => this.stop(botId)),
      ...wishes.map((wish) => this.fulfil(wish, running.get(wish.id))),
    ]);
  }

  private async fulfil(wish: WantedBot, running: number | undefined): Promise<void> {
    if (wish.wanted === BotWish.ONLINE) {
      if (running !== wish.generation) await this.start(wish);
    } else if (running !== undefined) {
      await this.stop(wish.id);
    } else if (wish.observed !== BotObservation.OFFLINE || wish.observedGeneration !== wish.generation) {
      // Nothing of it runs: it is what it is wanted to be.
      this.observer.reported({
        botId: wish.id,
        generation: wish.generation,
        state: 'OFFLINE',
        reason: null,
        reasonCode: null,
        latency: null,
      });
    }
  }

  /** One connection that does not close must not keep the other bots waiting. */
  private async stop(botId: string): Promise<void> {
    await Promise.race([this.adapter.stop(botId), pause(patience, undefined, { ref: false })]);
  }

  private async start({ id, generation }: WantedBot): Promise<void> {
    const bot = await this.open(id, generation);
    if (bot) this.adapter.start({ ...bot, intents: await this.intents.prepare(id) });
  }

  /** Undefined for a bot that was removed, or whose token stays shut. */
  private async open(id: string, generation: number): Promise<RunnableBot | undefined> {
    try {
      const [bot] = await this.credentials.open([id]);
      return bot;
    } catch {
      this.observer.reported({
        botId: id,
        generation,
        state: 'FAILING',
        reason:
          'The stored token cannot be opened with these MASTER_KEYS: bring back the key, or give the bot its token again.',
        reasonCode: 'TOKEN_INVALID',
        latency: null,
      });
      return undefined;
    }
  }
}
