import { AsyncLocalStorage } from 'node:async_hooks';

import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { Injectable } from '@nestjs/common';
import { Client, type ClientEvents } from 'discord.js';

import type { BotClient } from '../fleet/bot-client';

type Listener = ReturnType<Client['listeners']>[number];

/** What Necord takes for its Client. It never logs in: it collects Necord's listeners and lends them to the Client of every bot. */
@Injectable()
export class Hub extends Client {
  /** The bot whose event a listener is hearing. */
  private readonly speaker = new AsyncLocalStorage<BotClient>();

  constructor(private readonly errors: ErrorReporter) {
    super({ intents: [] });
    this.setMaxListeners(0);
  }

  override async login(): Promise<string> {
    return '';
  }

  /** Lets every listener hear this bot, each by itself: what one throws is reported and keeps nothing from the others. */
  lend(client: BotClient): void {
    for (const event of this.eventNames()) {
      const listeners = this.listeners(event);
      this.rawListeners(event).forEach((raw, index) => {
        const listener = listeners[index] ?? raw;
        const hear = (...heard: unknown[]) => this.hear(client, String(event), listener, heard);
        // Node wraps a listener that is called once: each bot then calls it once, as a Client of its own would.
        if (raw === listener) client.on(event, hear);
        else client.once(event, hear);
      });
    }
  }

  /** Necord's own listeners derive events (a server was boosted) and tell of them here: then the bot that they heard tells of them. */
  override emit<Event extends keyof ClientEvents>(event: Event, ...told: ClientEvents[Event]): boolean;
  override emit<Event extends string | symbol>(
    event: Exclude<Event, keyof ClientEvents>,
    ...told: unknown[]
  ): boolean;
  override emit(event: string | symbol, ...told: unknown[]): boolean {
    return this.speaker.getStore()?.emit(event, ...told) ?? false;
  }

  private async hear(client: BotClient, event: string, listener: Listener, heard: unknown[]): Promise<void> {
    try {
      await this.speaker.run(client, () => Reflect.apply(listener, this, heard));
    } catch (error) {
      this.errors.report(error, { botId: client.botId, where: `@On('${event}')` });
    }
  }
}
