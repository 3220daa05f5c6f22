import { SettingsTable } from '@cube/automation/settings/settings-table';
import { CommandTable, hasSteps, type KnownCommand } from '@cube/commands/command-table';
import { fromComponentId } from '@cube/commands/steps/component-id';
import { StepRunner } from '@cube/commands/steps/step-runner';
import { Conflict } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import type { CommandInteraction, Interaction, Message, RepliableInteraction } from 'discord.js';

import type { Handler } from './builtin-handlers';
import { CodeHandlers } from './code-handlers';
import { InteractionStage } from './interaction-stage';
import { MessageStage } from './message-stage';

const olderVersion = 'This belongs to an older version of the command: run the command again.';

/** A command of any type that an application can have. */
export type AnyCommandInteraction = Extract<Interaction, CommandInteraction>;

/** A prefix command as somebody wrote it. */
export interface WrittenCommand {
  readonly name: string;
  /** The words behind it. */
  readonly args: readonly string[];
}

/** A part of what a custom command showed, which somebody uses. */
export interface UsedPart {
  /** Null once it was removed. */
  readonly command: KnownCommand | null;
  readonly run: Handler;
}

/** What custom commands do about what people do: their steps, or the handler in code to which they are bound. */
@Injectable()
export class CustomHandlers {
  constructor(
    private readonly table: CommandTable,
    private readonly steps: StepRunner,
    private readonly code: CodeHandlers,
    private readonly settings: SettingsTable,
  ) {}

  /** Null when the command is bound to a handler that is not in our code. */
  async of(
    botId: string,
    command: KnownCommand,
    interaction: AnyCommandInteraction,
  ): Promise<Handler | null> {
    const stage = new InteractionStage(interaction, await this.settings.of(botId, interaction.guildId));
    if (command.handler === null) return this.performing(command, stage);
    const handler = this.code.get(command.handler);
    return handler && (async () => handler(interaction, Object(stage.facts['options'])));
  }

  async ofText(
    command: KnownCommand,
    message: Message,
    botId: string,
    written: WrittenCommand,
  ): Promise<Handler | null> {
    const manner = await this.settings.of(botId, message.guildId);
    if (command.handler === null) {
      return this.performing(command, new MessageStage(botId, message, written, manner));
    }
    const handler = this.code.get(command.handler);
    return handler && (async () => handler(message, { args: written.args }));
  }

  /** The command behind a button, a menu or a form, and its steps for it; null for what is none of theirs. */
  async behind(
    botId: string,
    interaction: Exclude<RepliableInteraction, AnyCommandInteraction>,
  ): Promise<UsedPart | null> {
    const id = fromComponentId(interaction.customId);
    if (!id) return null;
    const command = await this.table.findById(botId, id.commandId);
    const run = async () => {
      if (!command) return;
      if (command.version !== id.version) throw new Conflict(olderVersion);
      const stage = new InteractionStage(interaction, await this.settings.of(botId, interaction.guildId));
      await this.steps.run({ command, stage, at: id.path });
    };
    return { command, run };
  }

  private performing(command: KnownCommand, stage: InteractionStage | MessageStage): Handler | null {
    return hasSteps(command) ? () => this.steps.run({ command, stage }) : null;
  }
}
