import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

import { ErrorReporter } from '../event-log/error-reporter';
import { EventTail } from '../event-log/event-tail';
import { type EventKind, eventKinds } from '../event-log/events';
import { type Heard, type HeardKind, HEARS, type LocalEventKind, type LocalEventMap } from './on-event';

interface Listener {
  /** Such as `Sessions.forget`. */
  readonly name: string;
  readonly hear: (event: Heard<HeardKind>) => unknown;
}

/** Calls whoever listens by `@OnEvent`, whatever module it is in. */
@Injectable()
export class EventBus implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly listeners = new Map<HeardKind, Listener[]>();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly tail: EventTail,
    private readonly reporter: ErrorReporter,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    // One provider may be there under several names.
    const providers = new Set(this.discovery.getProviders().map(({ instance }): unknown => instance));
    providers.forEach((provider) => {
      if (typeof provider === 'object' && provider !== null) this.enlist(provider);
    });
    const kinds = eventKinds.filter((kind) => this.listeners.has(kind));
    if (kinds.length > 0) this.stopListening = this.tail.listen((event) => this.tell(event), kinds);
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** Tells those in this process of something that the log has nothing to do with. */
  emit<Kind extends LocalEventKind>(kind: Kind, data: LocalEventMap[Kind]): void {
    if (this.listeners.has(kind)) this.tell({ kind, data });
  }

  private enlist(provider: object): void {
    const prototype: object | null = Object.getPrototypeOf(provider);
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const method: unknown = Reflect.get(provider, name);
      if (typeof method !== 'function') continue;
      const kinds: readonly HeardKind[] = Reflect.getMetadata(HEARS, method) ?? [];
      const listener = {
        name: `${provider.constructor.name}.${name}`,
        hear: (event: unknown): unknown => Reflect.apply(method, provider, [event]),
      };
      kinds.forEach((kind) => this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]));
    }
  }

  private tell(event: Heard<HeardKind>): void {
    for (const listener of this.listeners.get(event.kind) ?? []) {
      try {
        Promise.resolve(listener.hear(event)).catch((error: unknown) =>
          this.failed(listener, event.kind, error),
        );
      } catch (error) {
        this.failed(listener, event.kind, error);
      }
    }
  }

  private failed({ name }: Listener, kind: EventKind | LocalEventKind, error: unknown): void {
    const where = `${name}, which heard ${kind}`;
    // A report is an event itself: whoever fails at those must not be told of it by another.
    if (kind === 'error.raised') this.logger.error(`${where}, failed: ${messageOf(error)}`);
    else this.reporter.report(error, { where });
  }
}
