import { CommandPlans } from '@cube/commands/plans/command-plans.service';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 60_000;

/** Sees what somebody changed of our commands at Discord. A part of its own: while Discord is slow, it holds up nobody. */
@Injectable()
export class DriftWatch {
  private readonly steady: Steady;

  constructor(plans: CommandPlans, logger: Logger) {
    this.steady = new Steady('Comparing commands', everySoOften, logger, () => plans.watchDrift());
  }

  begin(): void {
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }
}
