import { readConfig } from '@cube/platform/config';
import { databaseOptions, impatient } from '@cube/platform/database';
import { Logger } from '@cube/platform/logger';
import { Processes } from '@cube/platform/processes';
import { Queues } from '@cube/platform/queues';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { DataSource } from 'typeorm';

import { Wire } from '../testing';
import { PostgresWatch } from './postgres-watch';
import { ProcessWatch } from './process-watch';
import { QueueWatch } from './queue-watch';
import { RedisWatch } from './redis-watch';
import { System } from './system.service';

/** No queue: those need the application. */
const noQueues = Object.assign(Object.create(Queues.prototype), { discovery: { getProviders: () => [] } });

describe('[ND-15] the health of the house', () => {
  let test: TestDatabase;
  let database: DataSource;
  let postgres: Wire & { readonly url: string };
  let redis: Wire & { readonly url: string };
  let redisWatch: RedisWatch;
  let processes: Processes;
  let system: System;

  beforeEach(async () => {
    test = await testDatabase();
    postgres = await Wire.to(test.config.database.url);
    redis = await Wire.to(test.config.redisUrl);
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    });
    // A query on a connection that was cut off without a word ends too.
    database = await new DataSource(impatient(databaseOptions(config), 3000)).initialize();
    redisWatch = new RedisWatch(config);
    processes = new Processes(database, new Logger(config), 'worker', config);
    system = new System(
      new PostgresWatch(database),
      redisWatch,
      new QueueWatch(noQueues),
      new ProcessWatch(processes),
    );
  });
  afterEach(async () => {
    postgres.mend();
    redis.mend();
    await processes.onApplicationShutdown();
    redisWatch.onApplicationShutdown();
    await database.destroy();
    await postgres.close();
    await redis.close();
    await test.drop();
  });
  const look = () => {
    system.forget();
    return system.health();
  };

  it('has the figures of PostgreSQL and of Redis', async () => {
    const { postgres: base, redis: store } = await look();
    expect(base).toMatchObject({ version: expect.stringMatching(/^\d+/), slowStatements: null });
    expect([base.bytes, base.connections, base.latency].every((figure) => (figure ?? 0) > 0)).toBe(true);
    expect(base.connections).toBeLessThanOrEqual(base.mostConnections ?? 0);
    expect(base.log.map(({ kind }) => kind)).toContain('command.executed');
    expect(base.log.every(({ partitions, bytes }) => partitions > 0 && bytes > 0)).toBe(true);
    expect(store).toMatchObject({ state: 'WELL', advice: [], latency: expect.any(Number) });
  });

  it.each(['cut', 'freeze'] as const)(
    '[ND-20] says that Redis is away (%s), and has the rest',
    async (how) => {
      await look();
      redis[how]();
      const away = await look();
      expect(away.redis).toMatchObject({ state: 'DOWN', latency: null, memoryBytes: null });
      expect(away.redis.advice).toEqual([expect.stringContaining('REDIS_URL')]);
      expect(away.postgres.state).not.toBe('DOWN');
      redis.mend();
      await until(async () => (await look()).redis.state === 'WELL');
    },
  );

  it.each(['cut', 'freeze'] as const)('says that PostgreSQL is away (%s), and has the rest', async (how) => {
    await look();
    postgres[how]();
    // However often somebody looks, a PostgreSQL that is frozen is asked once.
    const [away] = await Promise.all([look(), look(), look()]);
    expect(away?.postgres).toMatchObject({ state: 'DOWN', bytes: null, log: [] });
    expect(away?.postgres.advice).toEqual([expect.stringContaining('DATABASE_URL')]);
    expect(away?.processes).toMatchObject({ state: 'DOWN', all: [] });
    expect(away?.redis.state).toBe('WELL');
    postgres.mend();
    await until(async () => (await look()).postgres.state !== 'DOWN');
  });

  it('[ND-22] tells of each process what it said with its heartbeat, and measures only for those who look', async () => {
    expect((await look()).processes.advice).toEqual([expect.stringContaining('No worker')]);
    await processes.onModuleInit();
    const { processes: health } = await look();
    expect(health).toMatchObject({ state: 'WELL', advice: [] });
    expect(health.all).toEqual([
      expect.objectContaining({ id: processes.id, role: 'worker', pid: process.pid, loopDelay: null }),
    ]);
    expect(health.all[0]?.memoryBytes).toBeGreaterThan(1024 * 1024);
    expect(health.all[0]?.version).toMatch(/^\d+\.\d+\.\d+/);
    await processes.watch();
    await until(async () => typeof (await look()).processes.all[0]?.loopDelay === 'number');
    // Nobody looks any more.
    await test.database.query("update process set watched_until = now() - interval '1 second'");
    await until(async () => (await look()).processes.all[0]?.loopDelay === null);
  });

  it('tells of one that died, and of versions that differ', async () => {
    await processes.onModuleInit();
    await test.database.query(
      `insert into process (id, role, host, pid, version, heartbeat_at) values
         (gen_random_uuid(), 'worker', 'elsewhere', 7, '0.0.1', now() - interval '1 minute'),
         (gen_random_uuid(), 'api', 'elsewhere', 8, '0.0.1', now() + interval '1 minute')`,
    );
    const { processes: health } = await look();
    expect(health.advice).toEqual([expect.stringContaining('different versions')]);
    expect(Object.fromEntries(health.all.map(({ pid, state }) => [pid, state]))).toEqual({
      7: 'DOWN',
      8: 'WELL',
      [process.pid]: 'WELL',
    });
  });

  it('[SA-32] has no secret in it', async () => {
    const text = JSON.stringify(await look());
    for (const url of [test.config.database.url, test.config.redisUrl]) {
      const { password, host } = new URL(url);
      expect(text).not.toContain(host);
      if (password) expect(text).not.toContain(password);
    }
  });
});
