import { Role } from '@cube/auth/roles';
import { guildSyncQueue } from '@cube/guilds/guild-syncs.service';
import { addOnce } from '@cube/platform/queues';
import { until } from '@cube/platform/testing';
import { Wire } from '@cube/realtime/testing';
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';

import { enter } from './staging';
import { collect, TestApi } from './testing';

const whole = `at postgres { state advice bytes connections mostConnections log { kind bytes } }
  redis { state advice latency }
  queues { name state advice waiting failed failedJobs { id reason attempts failedAt } }
  processes { state all { id role pid version loopDelay memoryBytes } }`;
const query = `{ systemHealth { ${whole} } }`;

describe('[ND-15] [SA-32] the page of the system', () => {
  let house: TestApi;
  let ada = '';
  let queue: Queue;
  let redis: Wire & { readonly url: string };
  let problem: Error | null = null;

  beforeAll(async () => {
    redis = await Wire.to(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    house = await TestApi.start(undefined, { REDIS_URL: redis.url });
    ada = (await house.signIn('ada')).cookie;
    queue = house.api.app.get(getQueueToken(guildSyncQueue), { strict: false });
    queue.on('error', () => undefined);
    void queue.process(async () => {
      if (problem) throw problem;
    });
  });
  afterAll(async () => {
    redis.mend();
    await house.end();
    await redis.close();
  });

  const read = async (cookie = ada) => {
    const { data, errors } = await house.ask(query, {}, cookie);
    expect(errors).toBeUndefined();
    return Object(data?.['systemHealth']);
  };
  const guildQueue = async () =>
    Object((await read()).queues.find(({ name }: { name: string }) => name === guildSyncQueue));

  it('has PostgreSQL, Redis, every queue and this process', async () => {
    await until(async () => (await guildQueue()).state === 'WELL');
    const health = await read();
    expect(health.postgres.state).not.toBe('DOWN');
    expect(health.redis.state).toBe('WELL');
    expect(health.queues.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['guild-sync', 'mail', 'scheduled-messages']),
    );
    expect(health.processes.all).toEqual([expect.objectContaining({ role: 'api', pid: process.pid })]);
  });

  it('comes live while somebody looks, and nobody measures for nobody', async () => {
    const client = house.live(ada);
    const { results, problems, stop } = collect(
      client,
      `subscription { systemHealth { cursor gap { reason } health { ${whole} } } }`,
    );
    const last = () => Object(results.at(-1)?.data?.['systemHealth']).health;
    await until(() => results.length >= 3 && typeof last()?.processes.all[0]?.loopDelay === 'number');
    expect(problems).toEqual([]);
    expect(results.every(({ errors }) => errors === undefined)).toBe(true);
    stop();
    await client.dispose();
    const told = async () => {
      // What was said just now is still in the outbox.
      const [{ told: number }] = await house.test.database.query(
        `select (select count(*) from event_log where kind = 'system.measured')
           + (select count(*) from event_outbox where kind = 'system.measured') as told`,
      );
      return Number(number);
    };
    await until(async () => {
      const [{ watched }] = await house.test.database.query(
        'select bool_or(coalesce(watched_until > now(), false)) as watched from process',
      );
      return watched === false;
    });
    const before = await told();
    await read();
    expect(await told()).toBe(before);
  });

  it('shows jobs that failed for good, without what they carry, to be tried again or removed', async () => {
    const olga = (await enter(house, 'olga', Role.OPERATOR)).cookie;
    const token = `MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.${'x'.repeat(38)}`;
    problem = new Error(`Discord said no to ${token}.`);
    await addOnce(queue, 'first', { botId: 'hidden-payload' }, { attempts: 2 });
    await until(async () => (await guildQueue()).failed === 1);
    const { state, advice, failedJobs } = await guildQueue();
    expect({ state, advice }).toEqual({ state: 'TROUBLED', advice: [expect.stringContaining('failed')] });
    expect(failedJobs).toEqual([
      {
        id: 'first',
        reason: expect.stringContaining('Discord said no'),
        attempts: 2,
        failedAt: expect.any(String),
      },
    ]);
    expect(JSON.stringify(await read())).not.toMatch(/hidden-payload|xxxxxxxx/);

    const settle = async (field: string, id: string) => {
      const { data, errors } = await house.ask(
        `mutation { ${field}(queue: "${guildSyncQueue}", id: "${id}") }`,
        {},
        olga,
      );
      return errors?.[0]?.extensions.code ?? data?.[field];
    };
    problem = null;
    expect(await settle('retryJob', 'first')).toBe(true);
    await until(async () => (await guildQueue()).failed === 0);
    await until(async () => (await settle('retryJob', 'first')) === 'NOT_FOUND');

    problem = new Error('Again.');
    await addOnce(queue, 'second', { botId: 'x' }, { attempts: 1 });
    await until(async () => (await guildQueue()).failed === 1);
    expect(await settle('removeJob', 'second')).toBe(true);
    expect((await guildQueue()).failed).toBe(0);
    await until(async () => {
      const [{ audits }] = await house.test.database.query(
        "select array_agg(data->>'deed' order by seq) as audits from event_log where kind = 'audit.recorded' and data->>'deed' like 'job.%'",
      );
      return String(audits) === 'job.retry,job.remove';
    });
    expect(
      (await house.ask('mutation { removeJob(queue: "none", id: "x") }', {}, olga)).errors?.[0]?.extensions
        .code,
    ).toBe('NOT_FOUND');
  });

  it('lets a job that failed for good make room for the same one', async () => {
    problem = new Error('Away.');
    await addOnce(queue, 'again', {}, { attempts: 1 });
    await until(async () => (await guildQueue()).failed === 1);
    problem = null;
    await addOnce(queue, 'again', {}, { attempts: 1 });
    await until(async () => (await guildQueue()).failed === 0);
  });

  it('leaves a job alone whose queue answered too late, and audits what was done after all', async () => {
    problem = new Error('No.');
    await addOnce(queue, 'late', {}, { attempts: 1 });
    await until(async () => (await guildQueue()).failed === 1);
    const retry = async () => {
      const mutation = `mutation { retryJob(queue: "${guildSyncQueue}", id: "late") }`;
      return (await house.ask(mutation, {}, ada)).errors?.[0]?.extensions.code;
    };
    const audits = async () =>
      (
        await house.test.database.query(
          "select 1 from event_log where kind = 'audit.recorded' and subject_id = $1",
          [`${guildSyncQueue}/late`],
        )
      ).length;

    redis.freeze();
    expect(await retry()).toBe('UNAVAILABLE');
    redis.mend();
    await until(async () => (await guildQueue()).state === 'TROUBLED');
    expect((await guildQueue()).failed).toBe(1);
    expect(await audits()).toBe(0);

    // Frozen just before the deed: it waits on its way to Redis.
    problem = null;
    const getJob = queue.getJob.bind(queue);
    queue.getJob = async (id) => {
      const job = await getJob(id);
      const isFailed = job?.isFailed.bind(job);
      if (job && isFailed)
        job.isFailed = async () => {
          const answer = await isFailed();
          redis.freeze();
          return answer;
        };
      return job;
    };
    try {
      expect(await retry()).toBe('UNAVAILABLE');
    } finally {
      queue.getJob = getJob;
    }
    expect(await audits()).toBe(0);
    redis.mend();
    await until(async () => (await audits()) === 1);
    await until(async () => (await guildQueue()).failed === 0);
  });

  it.each(['cut', 'freeze'] as const)('says what to mend while Redis is away (%s)', async (how) => {
    redis[how]();
    const { errors } = await house.ask(
      `mutation { retryJob(queue: "${guildSyncQueue}", id: "first") }`,
      {},
      ada,
    );
    expect(errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    await until(async () => (await read()).redis.state === 'DOWN');
    const health = await read();
    expect(health.redis.advice).toEqual([expect.stringContaining('REDIS_URL')]);
    expect(health.queues.every(({ state }: { state: string }) => state === 'DOWN')).toBe(true);
    expect(health.postgres.state).not.toBe('DOWN');
    redis.mend();
    await until(async () => (await read()).redis.state === 'WELL' && (await guildQueue()).state === 'WELL');
  });
});
