import type { OutMessage, Stage } from '@cube/commands/steps/stage';
import { Conflict } from '@cube/platform/errors';
import { MessageFlags, type RepliableInteraction } from 'discord.js';

import { toModal } from '../discord-messages';
import { botIdOf } from '../fleet/bot-client';
import { tell } from './answers';
import { factsOf, type Manner } from './facts';
import { memberOf, sendTo } from './place';

/** Where a custom command runs: an interaction of Discord. */
export class InteractionStage implements Stage {
  readonly botId: string;
  readonly guildId: string | null;
  private known: Readonly<Record<string, unknown>> | undefined;

  constructor(
    private readonly interaction: RepliableInteraction,
    private readonly manner: Manner,
  ) {
    this.botId = botIdOf(interaction);
    this.guildId = interaction.guildId;
  }

  /** Gathered when a template first names one. */
  get facts(): Readonly<Record<string, unknown>> {
    return (this.known ??= factsOf(this.interaction, this.manner));
  }

  get hasAnswered(): boolean {
    return this.interaction.replied || this.interaction.deferred;
  }

  async reply(message: OutMessage): Promise<void> {
    await tell(this.interaction, message, message.isPrivate);
  }

  async defer(isPrivate: boolean): Promise<void> {
    await this.interaction.deferReply({ flags: isPrivate ? MessageFlags.Ephemeral : undefined });
  }

  async send(channelId: string, message: OutMessage): Promise<void> {
    await sendTo(this.interaction.client, this.guildId, channelId, message);
  }

  async giveRole(userId: string, roleId: string): Promise<void> {
    await (await memberOf(this.interaction.guild, userId)).roles.add(roleId);
  }

  async takeRole(userId: string, roleId: string): Promise<void> {
    await (await memberOf(this.interaction.guild, userId)).roles.remove(roleId);
  }

  async ask(modal: Parameters<Stage['ask']>[0]): Promise<void> {
    if (this.interaction.isModalSubmit()) {
      throw new Conflict('Discord lets no form follow a form: put a button between them.');
    }
    await this.interaction.showModal(toModal(modal));
  }
}
