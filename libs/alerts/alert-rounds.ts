import { Injectable } from '@nestjs/common';

import { AlertCourier } from './alert-courier';
import { AlertDeliveries } from './alert-deliveries';
import { AlertWatch } from './alert-watch';

/** Milliseconds between two sweeps of what is over. */
const tidyEvery = 60 * 60 * 1000;
/** Milliseconds after which a look leaves what is still due to the next one: rules wait meanwhile, and so does the end of a process. */
const longestLook = 15_000;

/** What a process does every few seconds: looks at the rules, and at what waits in the outbox. */
@Injectable()
export class AlertRounds {
  private tidiedAt = 0;

  constructor(
    private readonly watch: AlertWatch,
    private readonly deliveries: AlertDeliveries,
    private readonly courier: AlertCourier,
  ) {}

  /** Has the queue bring what is due. */
  async look(): Promise<void> {
    await this.watch.round();
    const due = await this.deliveries.due();
    if (!(await this.deliveries.dispatch(due))) await this.bring(due);
    if (Date.now() - this.tidiedAt < tidyEvery) return;
    this.tidiedAt = Date.now();
    await this.deliveries.tidy();
  }

  /** Brings what is due by itself: nobody else works at the queue. */
  async lookAlone(): Promise<void> {
    await this.watch.round();
    await this.bring(await this.deliveries.due());
  }

  /** Redis is away, or the worker is: slower, one after the other, but they leave. */
  private async bring(due: readonly string[]): Promise<void> {
    const end = performance.now() + longestLook;
    for (const id of due) {
      if (performance.now() > end) return;
      await this.courier.deliver(id);
    }
  }
}
