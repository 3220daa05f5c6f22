import { BotAdapter } from '@cube/bots/bot-adapter';
import { BuiltinCommands } from '@cube/commands/builtin-commands.service';
import { CommandSyncs } from '@cube/commands/command-syncs.service';
import { CommandNeeds } from '@cube/commands/needs/command-needs';
import { BuiltinCatalogue } from '@cube/discord/commands/builtin-catalogue';
import { CodeNeeds } from '@cube/discord/commands/code-needs';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 5000;

/** Publishes what commands our code has, and brings the commands of each bot to Discord. */
@Injectable()
export class CommandRegistrar {
  private readonly steady: Steady;
  private isPublished = false;

  constructor(
    private readonly catalogue: BuiltinCatalogue,
    private readonly builtins: BuiltinCommands,
    private readonly code: CodeNeeds,
    private readonly needs: CommandNeeds,
    private readonly syncs: CommandSyncs,
    private readonly adapter: BotAdapter,
    hints: Hints,
    logger: Logger,
  ) {
    this.steady = new Steady('Synchronising commands', everySoOften, logger, () => this.look());
    hints.on('commands', () => this.steady.poke());
    // A new bot has commands from its first moment.
    hints.on('bots', () => this.steady.poke());
  }

  begin(): void {
    this.isPublished = false;
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }

  private async look(): Promise<void> {
    if (!this.isPublished) {
      await this.builtins.publish(this.catalogue.list());
      await this.needs.publish(this.code.list());
    }
    this.isPublished = true;
    // Each bot is a token with limits of its own at Discord; none waits for another that is slow.
    const runs = (await this.syncs.due()).map((botId) => this.syncs.run(botId, this.adapter));
    // All of them to their end before the next look, whichever fails.
    const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}
