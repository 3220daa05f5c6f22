import { Processes } from '@cube/platform/processes';
import { Injectable } from '@nestjs/common';

import { EventLog } from '../event-log/event-log';

/** Has those who follow the health of the house look anew. */
@Injectable()
export class SystemNews {
  constructor(
    private readonly processes: Processes,
    private readonly log: EventLog,
  ) {}

  /** It also has the processes measure for them what they measure for nobody else. */
  async tell(): Promise<void> {
    await this.processes.watch();
    await this.log.transact((_, emit) =>
      emit({ kind: 'system.measured', topic: null, subject: null, data: {} }),
    );
  }
}
