import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { CommandInteraction, Message } from 'discord.js';

/**
 * Binds a method of a provider to the custom commands that name it as their handler:
 * `@CommandHandler('report') report(interaction, options) { … }`.
 */
export const CommandHandler = DiscoveryService.createDecorator<string>();

/** What a handler in code is given: where it runs, and the options or words by which it was called. */
export type CodeHandler = (
  place: CommandInteraction | Message,
  options: Readonly<Record<string, unknown>>,
) => unknown;

/** The handlers in code, by their names. */
@Injectable()
export class CodeHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, CodeHandler>();
  private readonly found: (readonly [string, CodeHandler])[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const { instance } = wrapper;
      if (typeof instance !== 'object' || instance === null || !wrapper.isDependencyTreeStatic()) continue;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
        const name = this.discovery.getMetadataByDecorator(CommandHandler, wrapper, method);
        if (name === undefined) continue;
        if (this.handlers.has(name)) throw new Error(`Two handlers are called ${name}.`);
        this.found.push([name, instance[method]]);
        this.handlers.set(name, (place, options) => instance[method](place, options));
      }
    }
  }

  get(name: string): CodeHandler | null {
    return this.handlers.get(name) ?? null;
  }

  /** The methods behind them, on which their decorators stand. */
  methods(): readonly (readonly [string, CodeHandler])[] {
    return this.found;
  }

  /** For whoever binds a command to one. */
  names(): readonly string[] {
    return [...this.handlers.keys()].sort();
  }
}
