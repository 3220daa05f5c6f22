import { AlertRounds } from '@cube/alerts/alert-rounds';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 5000;

/** Looks at the rules of alerts, and for what has to reach their targets. */
@Injectable()
export class AlertSchedule {
  private readonly steady: Steady;

  constructor(rounds: AlertRounds, logger: Logger) {
    this.steady = new Steady('Looking for alerts', everySoOften, logger, () => rounds.look());
  }

  begin(): void {
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }
}
