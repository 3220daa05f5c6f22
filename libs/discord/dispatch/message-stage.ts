import type { OutMessage, Stage } from '@cube/commands/steps/stage';
import { Conflict } from '@cube/platform/errors';
import type { Message } from 'discord.js';

import { answer } from './answers';
import { factsOfMessage, type Manner } from './facts';
import { memberOf, sendTo } from './place';

/** Where a prefix command runs: a message that somebody wrote. Nothing can be said to them alone. */
export class MessageStage implements Stage {
  readonly guildId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  hasAnswered = false;

  constructor(
    readonly botId: string,
    private readonly message: Message,
    command: { readonly name: string; readonly args: readonly string[] },
    manner: Manner,
  ) {
    this.guildId = message.guildId;
    this.facts = { ...factsOfMessage(message, manner), command: { name: command.name }, args: command.args };
  }

  async reply(message: OutMessage): Promise<void> {
    this.hasAnswered = true;
    await answer(this.message, message);
  }

  async defer(): Promise<void> {
    if (this.message.channel.isSendable()) await this.message.channel.sendTyping();
  }

  async send(channelId: string, message: OutMessage): Promise<void> {
    await sendTo(this.message.client, this.guildId, channelId, message);
  }

  async giveRole(userId: string, roleId: string): Promise<void> {
    await (await memberOf(this.message.guild, userId)).roles.add(roleId);
  }

  async takeRole(userId: string, roleId: string): Promise<void> {
    await (await memberOf(this.message.guild, userId)).roles.remove(roleId);
  }

  async ask(): Promise<void> {
    throw new Conflict('Discord opens no form for a message: make this a slash command.');
  }
}
