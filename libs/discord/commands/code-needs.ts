import { CommandType } from '@cube/commands/command-kinds';
import type { CodeNeedsRow } from '@cube/commands/needs/code-needs.entity';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApplicationCommandType } from 'discord.js';
import { ContextMenusService, type SlashCommandDiscovery, SlashCommandsService } from 'necord';

import { CodeHandlers } from '../dispatch/code-handlers';
import { Needs } from './needs';

/** What the code of this worker says of itself with `@Needs`. */
@Injectable()
export class CodeNeeds {
  constructor(
    private readonly slashCommands: SlashCommandsService,
    private readonly contextMenus: ContextMenusService,
    private readonly handlers: CodeHandlers,
    private readonly reflector: Reflector,
  ) {}

  /** Complete once the application has been initialised. Built-in commands that take nothing are left out; of handlers the names count too. */
  list(): readonly CodeNeedsRow[] {
    const { cache: slashCommands } = this.slashCommands;
    return [
      ...slashCommands.map((command) =>
        this.rowOf(CommandType.CHAT_INPUT, command.getName(), methodsOf(command)),
      ),
      ...this.contextMenus.cache.map((menu) => {
        const isUser = menu.getType() === ApplicationCommandType.User;
        return this.rowOf(isUser ? CommandType.USER : CommandType.MESSAGE, menu.getName(), [
          menu.getHandler(),
        ]);
      }),
      ...this.handlers.methods().map(([name, method]) => this.rowOf('HANDLER', name, [method])),
    ].filter(
      ({ kind, intents, permissions }) => kind === 'HANDLER' || intents.length + permissions.length > 0,
    );
  }

  private rowOf(kind: string, name: string, methods: readonly Method[]): CodeNeedsRow {
    const said = methods.flatMap((method) => this.reflector.get(Needs, method) ?? []);
    return {
      kind,
      name,
      intents: [...new Set(said.flatMap(({ intents }) => intents ?? []))],
      permissions: [...new Set(said.flatMap(({ permissions }) => permissions ?? []))],
    };
  }
}

type Method = Parameters<Reflector['get']>[1];

/** Those of its sub-commands, or its own. */
function methodsOf(command: SlashCommandDiscovery): readonly Method[] {
  const inner = [...command.getSubcommands().values()];
  return inner.length > 0 ? inner.flatMap(methodsOf) : [command.getHandler()];
}
