import { messageOf } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import type { Position } from './cursor';
import { EventReader } from './event-reader';
import type { LoggedEvent } from './events';

const pollEvery = 1000;
const coalesce = 20;
const most = 2000;

/** Follows the log in commit order and hands every event to whoever listens in this process. */
@Injectable()
export class EventTail implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Set<(event: LoggedEvent) => void>();
  private at: Position = { epoch: '', seq: 0 };
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
    this.hints.on('event_log', () => {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        void this.read();
      }, coalesce);
    });
    this.poll = setInterval(() => void this.read(), pollEvery);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.soon);
    clearInterval(this.poll);
  }

  /** The last event that was handed on: everything up to it was committed before now. */
  get position(): Position {
    return this.at;
  }

  listen(listener: (event: LoggedEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async read(): Promise<void> {
    if (this.reading || this.stopped) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.again = false;
        const events = await this.reader.newest(this.at.seq, most);
        for (const event of events) {
          this.at = { epoch: this.at.epoch, seq: event.seq };
          this.listeners.forEach((listener) => listener(event));
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
