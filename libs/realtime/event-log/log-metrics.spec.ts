import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readConfig } from '@cube/platform/config';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Metrics } from '@cube/platform/metrics/metrics';
import { PoolMetrics } from '@cube/platform/metrics/pool-metrics';
import { samplesIn } from '@cube/platform/metrics/testing';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';

import { Wire } from '../testing';
import { EventLog } from './event-log';
import { EventReader } from './event-reader';
import { EventTail } from './event-tail';
import { LogMetrics } from './log-metrics';

const fact = {
  kind: 'bot.changed' as const,
  topic: 'bot-1',
  subject: { kind: 'bot', id: 'bot-1' },
  data: { botId: 'bot-1', change: 'UPDATED' as const, what: 'x', failing: false },
};

describe('the metrics of the event log', () => {
  let test: TestDatabase;
  let wire: Wire & { readonly url: string };
  let folder: string;
  let log: EventLog;
  let tail: EventTail;
  const metrics = new Metrics();

  beforeAll(async () => {
    test = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'cube-spill-'));
    wire = await Wire.to(test.config.database.url);
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: wire.url,
      REDIS_URL: test.config.redisUrl,
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
      SPILL_DIR: folder,
    });
    const logger = new Logger(config);
    log = new EventLog(config, test.database, logger);
    tail = new EventTail(new EventReader(test.database), new Hints(config, logger), logger);
    await log.onModuleInit();
    await tail.onModuleInit();
    new LogMetrics(metrics, new PoolMetrics(metrics, test.database), log, tail);
  });
  afterAll(async () => {
    wire.mend();
    tail.onApplicationShutdown();
    await log.onApplicationShutdown();
    await wire.close();
    await test.drop();
    await rm(folder, { recursive: true });
  });

  const read = async (name: string) =>
    samplesIn(await metrics.text()).find((sample) => sample.name === name)?.value;

  it('[SA-32] say what waits on disk while PostgreSQL is away, and that nothing does afterwards', async () => {
    expect(await read('cube_log_spilled_bytes')).toBe(0);
    wire.cut();
    for (let index = 0; index < 500; index += 1) log.record(fact);
    await until(async () => (await read('cube_log_waiting_events')) === 0);
    expect(await read('cube_log_spilled_bytes')).toBeGreaterThan(500 * 50);
    expect(await read('cube_log_facts_total')).toBe(500);
    wire.mend();
    await until(async () => (await read('cube_log_spilled_bytes')) === 0);
    expect(await read('cube_log_dropped_total')).toBe(0);
  });

  it('[SA-32] say how old the oldest event is that a stuck tail has not handed on', async () => {
    tail.onApplicationShutdown();
    expect(await read('cube_log_lag_seconds')).toBe(0);
    const seen = () => test.database.query('select from event_log');
    const before = (await seen()).length;
    // Somebody listens, but nothing is handed on.
    tail.listen(() => undefined);
    log.record(fact);
    await until(async () => (await seen()).length > before);
    const first = await read('cube_log_lag_seconds');
    expect(first).toBeGreaterThan(0);
    await until(async () => ((await read('cube_log_lag_seconds')) ?? 0) > (first ?? 0));
  });
});
