import { Processes, type ProcessVitals } from '@cube/platform/processes';
import { Injectable } from '@nestjs/common';

import { PartState, type ProcessesHealth, type ProcessHealth, stateOf } from './system-health';

/** Milliseconds from which on people notice that a process is busy. */
const lateLoop = 200;

/** What the processes say with their heartbeats. */
@Injectable()
export class ProcessWatch {
  constructor(private readonly processes: Processes) {}

  static readonly down: ProcessesHealth = {
    state: PartState.DOWN,
    advice: ['Processes report to PostgreSQL, which does not answer: mend that first.'],
    all: [],
  };

  async read(): Promise<ProcessesHealth> {
    const all = (await this.processes.vitals()).map(healthOf);
    const alive = all.filter(({ state }) => state !== PartState.DOWN);
    const advice = [
      ...(alive.some(({ role }) => role === 'worker')
        ? []
        : ['No worker reports, so no bot runs: start one, or read why it ended.']),
      ...(new Set(alive.map(({ version }) => version)).size > 1
        ? ['Processes of different versions run: restart the older ones.']
        : []),
    ];
    return { state: stateOf(advice), advice, all };
  }
}

function healthOf({ isAlive, ...vitals }: ProcessVitals): ProcessHealth {
  if (!isAlive) {
    const advice = ['It reports no more, and was not stopped: read its log for how it ended.'];
    return { ...vitals, state: PartState.DOWN, advice };
  }
  const advice =
    (vitals.loopDelay ?? 0) > lateLoop
      ? ['Its event loop is late, so everything in it is: give it more CPU, or run another of its kind.']
      : [];
  return { ...vitals, state: stateOf(advice), advice };
}
