import { messageOf } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import type { Position } from './cursor';
import { EventReader } from './event-reader';
import { type EventKind, eventKinds, type LoggedEvent, timeOf } from './events';

type Listener = (event: LoggedEvent) => void;

const pollEvery = 1000;
/** Milliseconds from one reading to the next that a hint may bring. */
const restFor = 20;
const most = 2000;

/** Follows the log in commit order and hands its events to whoever listens in this process; what nobody listens to is not read. */
@Injectable()
export class EventTail implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<Listener, readonly EventKind[] | null>();
  /** Null for all. */
  private kinds: readonly EventKind[] | null = [];
  private at: Position = { epoch: '', seq: 0 };
  private readonly awaited = new Set<EventKind>();
  private isReady = false;
  private readAt = -Infinity;
  private reading = false;
  private again = false;
  private stopped = false;
  private soon: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: EventReader,
    private readonly hints: Hints,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.at = await this.reader.ends();
    this.isReady = true;
    this.awaitHints();
    this.poll = setInterval(() => void this.read(), pollEvery);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.soon);
    clearInterval(this.poll);
  }

  /**
   * The last event that was handed on: everything up to it was committed before now. Where nobody listens to all kinds it
   * lies behind the end of the log.
   */
  get position(): Position {
    return this.at;
  }

  /** Milliseconds since the oldest event happened that was committed and not handed on yet; 0 when there is none. */
  async lag(): Promise<number> {
    if (this.kinds?.length === 0) return 0;
    const [event] = await this.reader.newest(this.at.seq, this.kinds, 1);
    return event ? Math.max(0, Date.now() - timeOf(event.id).getTime()) : 0;
  }

  /** Hears every event, or those of some kinds, from now on; to be called while the process starts. */
  listen(listener: Listener, kinds: readonly EventKind[] | null = null): () => void {
    this.listeners.set(listener, kinds);
    this.chooseKinds();
    return () => {
      this.listeners.delete(listener);
      this.chooseKinds();
    };
  }

  /** Of kinds that nobody listens to no hint is asked for. */
  private awaitHints(): void {
    if (!this.isReady) return;
    for (const kind of this.kinds ?? eventKinds) {
      if (this.awaited.has(kind)) continue;
      this.awaited.add(kind);
      this.hints.on(`event_log ${kind}`, () => this.readSoon());
    }
  }

  private readSoon(): void {
    const rest = Math.min(restFor, this.readAt + restFor - performance.now());
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      void this.read();
    }, rest);
  }

  private chooseKinds(): void {
    const wanted = [...this.listeners.values()];
    this.kinds = wanted.some((kinds) => kinds === null)
      ? null
      : [...new Set(wanted.flatMap((kinds) => kinds ?? []))];
    this.awaitHints();
  }

  private async read(): Promise<void> {
    if (this.kinds?.length === 0) return;
    if (this.reading || this.stopped) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.again = false;
        this.readAt = performance.now();
        const events = await this.reader.newest(this.at.seq, this.kinds, most);
        for (const event of events) {
          this.at = { epoch: this.at.epoch, seq: event.seq };
          this.listeners.forEach((kinds, listener) => {
            if (!kinds || kinds.includes(event.kind)) listener(event);
          });
        }
        if (events.length === most) this.again = true;
      } while (this.again && !this.stopped);
    } catch (error) {
      if (!this.stopped)
        this.logger.warn(`The live feed waits for PostgreSQL: ${messageOf(error)}`, 'EventTail');
    } finally {
      this.reading = false;
    }
  }
}
