import { CommandType } from '@cube/commands/command-kinds';
import type { CodeNeedsRow } from '@cube/commands/needs/code-needs.entity';
import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ApplicationCommandType } from 'discord.js';
import { ContextMenusService, Listener, type SlashCommandDiscovery, SlashCommandsService } from 'necord';

import { CodeHandlers } from '../dispatch/code-handlers';
import { Needs } from './needs';

/** What the code of this worker says of itself with `@Needs`. */
@Injectable()
export class CodeNeeds {
  constructor(
    private readonly slashCommands: SlashCommandsService,
    private readonly contextMenus: ContextMenusService,
    private readonly handlers: CodeHandlers,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** Complete once the application has been initialised. What takes nothing is left out; of handlers the names count too. */
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
      ...[...this.listeners()].map(([event, methods]) => this.rowOf('EVENT', event, methods)),
    ].filter(
      ({ kind, intents, permissions }) => kind === 'HANDLER' || intents.length + permissions.length > 0,
    );
  }

  /** What hears of events with `@On` and `@Once`, by the event. */
  private listeners(): ReadonlyMap<string, readonly Method[]> {
    const found = new Map<string, Method[]>();
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      const prototype = Object.getPrototypeOf(instance);
      if (prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const listener = this.reflector.get(Listener, prototype[name]);
        if (!listener) continue;
        const event = listener.getEvent();
        found.set(event, [...(found.get(event) ?? []), prototype[name]]);
      }
    }
    return found;
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
