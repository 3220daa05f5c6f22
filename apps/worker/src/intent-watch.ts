import { BotIntents } from '@cube/guilds/bot-intents.service';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 60_000;

/** Has bots connect anew whose commands or settings need to hear of something else than what they asked for. */
@Injectable()
export class IntentWatch {
  private readonly steady: Steady;

  constructor(intents: BotIntents, hints: Hints, logger: Logger) {
    this.steady = new Steady('Reviewing intents', everySoOften, logger, () => intents.review());
    hints.on('bots', () => this.steady.poke());
    hints.on('commands', () => this.steady.poke());
    hints.on('guild_settings', () => this.steady.poke());
  }

  begin(): void {
    this.steady.begin();
  }

  /** Look now: Discord has turned a bot away. */
  poke(): void {
    this.steady.poke();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }
}
