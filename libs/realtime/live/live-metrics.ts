import { Metrics } from '@cube/platform/metrics/metrics';
import { Injectable } from '@nestjs/common';

import { LiveServer } from './live-server';
import { Subscriptions } from './subscriptions';

/** How many people follow something through this process. */
@Injectable()
export class LiveMetrics {
  constructor(metrics: Metrics, server: LiveServer, subscriptions: Subscriptions) {
    metrics.watch({ name: 'cube_live_sockets', help: 'WebSockets of people who are signed in.' }, () => [
      { value: server.socketCount },
    ]);
    metrics.watch({ name: 'cube_live_subscriptions', help: 'Subscriptions that are open.' }, () => [
      { value: subscriptions.count },
    ]);
    metrics.watch(
      {
        name: 'cube_live_groups',
        help: 'Groups of equal subscriptions: an event is executed once for each of them.',
      },
      () => [{ value: subscriptions.groupCount }],
    );
  }
}
