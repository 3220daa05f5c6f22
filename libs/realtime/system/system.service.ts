import { within } from '@cube/platform/within';
import { Injectable } from '@nestjs/common';

import { PostgresWatch } from './postgres-watch';
import { ProcessWatch } from './process-watch';
import { QueueWatch } from './queue-watch';
import { RedisWatch } from './redis-watch';
import type { SystemHealth } from './system-health';

/** Milliseconds after which a part that does not answer counts as down. */
const patience = 2500;
/** Milliseconds for which a reading is everybody's: many may look at once. */
const freshFor = 1000;

/** How the house does: each part asked for itself, so that one that is down takes no other with it. */
@Injectable()
export class System {
  private last: { readonly until: number; readonly health: Promise<SystemHealth> } | undefined;
  /** Questions that are not answered yet. A part that is frozen is asked once, or each look would take a connection of the pool. */
  private readonly asked = new Map<object, Promise<unknown>>();

  constructor(
    private readonly postgres: PostgresWatch,
    private readonly redis: RedisWatch,
    private readonly queues: QueueWatch,
    private readonly processes: ProcessWatch,
  ) {}

  /** Never throws. At most a second old. */
  health(): Promise<SystemHealth> {
    if (this.last && Date.now() < this.last.until) return this.last.health;
    const health = this.read();
    this.last = { until: Date.now() + freshFor, health };
    return health;
  }

  /** Forgets the last reading, for somebody has changed something. */
  forget(): void {
    this.last = undefined;
  }

  private async read(): Promise<SystemHealth> {
    const [postgres, redis, queues, processes] = await Promise.all([
      this.ask(this.postgres, PostgresWatch.down),
      this.ask(this.redis, RedisWatch.down),
      this.queues.read(),
      this.ask(this.processes, ProcessWatch.down),
    ]);
    return { at: new Date(), postgres, redis, queues, processes };
  }

  private async ask<Health>(part: { read(): Promise<Health> }, down: Health): Promise<Health> {
    const asked =
      (this.asked.get(part) as Promise<Health> | undefined) ??
      part.read().finally(() => this.asked.delete(part));
    this.asked.set(part, asked);
    return (await within(patience, asked)) ?? down;
  }
}
