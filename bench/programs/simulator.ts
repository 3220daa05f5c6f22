/** Our simulator, but patient: on a busy machine a bot that is behind shall cost what its work costs, not what errors do. */
import { startSimulator } from '@cube/simulator/server';

import { offer, setting } from '../kit/commands';

await startSimulator({ port: Number(setting('BENCH_PORT')), answerWithin: 60_000 });
offer({});
