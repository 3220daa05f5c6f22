/** Bots on bare WebSockets that answer every interaction at once. */
import { LoadBots } from '@cube/simulator/load/load-bots';

import { offer, setting } from '../kit/commands';

await LoadBots.start(setting('BENCH_URL'), {
  bots: Number(setting('BENCH_BOTS')),
  guilds: Number(setting('BENCH_GUILDS')),
});
offer({});
