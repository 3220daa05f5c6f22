import type { BotReport } from '@cube/bots/bot-adapter';
import { Metrics } from '@cube/platform/metrics/metrics';
import { Injectable } from '@nestjs/common';

/** How the bots of this process stand with Discord. Not by bot: hundreds of them would be thousands of series. */
@Injectable()
export class FleetMetrics {
  private readonly heartbeats;

  constructor(private readonly metrics: Metrics) {
    this.heartbeats = metrics.histogram({
      name: 'cube_gateway_latency_seconds',
      help: 'How long Discord took to acknowledge a heartbeat of any bot.',
      buckets: [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 10],
    });
  }

  /** Milliseconds. */
  measured(latency: number): void {
    if (latency >= 0) this.heartbeats.observe(latency / 1000);
  }

  watchStates(read: () => readonly BotReport['state'][]): void {
    this.metrics.watch(
      {
        name: 'cube_bots',
        help: 'Bots that this process runs, by their state. A worker that waits for its turn runs none.',
        labelNames: ['state'],
      },
      () => {
        const counts = { OFFLINE: 0, STARTING: 0, ONLINE: 0, FAILING: 0 } satisfies Record<
          BotReport['state'],
          number
        >;
        for (const state of read()) counts[state] += 1;
        return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
      },
    );
  }
}
