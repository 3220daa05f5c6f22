import type { CommandDefinition } from '@cube/bots/bot-adapter';
import { Injectable } from '@nestjs/common';
import {
  type ApplicationCommandDataResolvable,
  ApplicationCommandManager,
  ApplicationCommandType,
} from 'discord.js';
import { ContextMenusService, SlashCommandsService } from 'necord';

/** The commands that stand in our code, as Discord wants them. */
@Injectable()
export class BuiltinCatalogue {
  constructor(
    private readonly slashCommands: SlashCommandsService,
    private readonly contextMenus: ContextMenusService,
  ) {}

  /** Complete once the application has been initialised. */
  list(): readonly CommandDefinition[] {
    return [
      ...this.slashCommands.cache.map((command) =>
        definitionOf({ ...command.toJSON(), type: ApplicationCommandType.ChatInput }),
      ),
      ...this.contextMenus.cache.map((command) => definitionOf(command.toJSON())),
    ];
  }
}

/** The decorators speak discord.js (camel case, permissions by name); this is its own translation. */
const definitionOf = (command: ApplicationCommandDataResolvable): CommandDefinition =>
  ApplicationCommandManager['transformCommand'](command);
