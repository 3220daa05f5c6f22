import { Injectable } from '@nestjs/common';
import type { Interaction, Message } from 'discord.js';
import {
  ContextMenusService,
  MessageComponentsService,
  ModalsService,
  SlashCommandsService,
  TextCommandsService,
} from 'necord';

/** A method of ours that Necord found; resolves when it has ended. */
export type Handler = () => Promise<unknown>;

/** What our own code does about what people do: the registries of Necord, asked for one interaction at a time. */
@Injectable()
export class BuiltinHandlers {
  constructor(
    private readonly slashCommands: SlashCommandsService,
    private readonly contextMenus: ContextMenusService,
    private readonly components: MessageComponentsService,
    private readonly modals: ModalsService,
    private readonly textCommands: TextCommandsService,
  ) {}

  /** Null when nothing in our code is meant for it. */
  of(interaction: Interaction): Handler | null {
    if (interaction.isChatInputCommand() || interaction.isAutocomplete()) {
      const command = this.slashCommands.get(interaction.commandName);
      return command ? async () => command.execute(interaction) : null;
    }
    if (interaction.isContextMenuCommand()) {
      const command = this.contextMenus.get(interaction.commandType, interaction.commandName);
      return command ? async () => command.execute(interaction) : null;
    }
    if (interaction.isMessageComponent()) {
      const component = this.components.get(interaction.componentType, interaction.customId);
      return component ? async () => component.execute(interaction) : null;
    }
    if (interaction.isModalSubmit()) {
      const modal = this.modals.get(interaction.customId);
      return modal ? async () => modal.execute(interaction) : null;
    }
    return null;
  }

  /** The handler of a text command by its name, which people may write as they like. */
  ofText(name: string, message: Message): Handler | null {
    const command = this.textCommands.get(name.toLowerCase());
    return command ? async () => command.execute([message]) : null;
  }
}
