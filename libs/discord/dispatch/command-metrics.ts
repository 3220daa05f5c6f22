import type { KnownCommand } from '@cube/commands/command-table';
import { Metrics } from '@cube/platform/metrics/metrics';
import type { CommandExecutedData } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';

/** Counts what people run. Names of commands are no labels: people choose them, and a bot has a hundred. */
@Injectable()
export class CommandMetrics {
  private readonly runs;
  private readonly durations;

  constructor(metrics: Metrics) {
    this.runs = metrics.counter({
      name: 'cube_commands_total',
      help: 'Commands that people ran, by how that ended and where the command comes from (NONE: the bot has none of that name).',
      labelNames: ['outcome', 'source'],
    });
    this.durations = metrics.histogram({
      name: 'cube_command_duration_seconds',
      help: 'From the packet of the gateway to the end of what handles it.',
      labelNames: ['outcome'],
      // Discord waits for three seconds.
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 15],
    });
  }

  /** `duration` in milliseconds. */
  count(outcome: CommandExecutedData['outcome'], command: KnownCommand | null, duration: number): void {
    this.runs.inc({ outcome, source: command?.source ?? 'NONE' });
    this.durations.observe({ outcome }, duration / 1000);
  }
}
