import Bull from 'bull';
import { v7 as uuid } from 'uuid';

import { readConfig } from '../config';
import { addOnce, tracedJob } from '../queues';
import { redisOptions } from '../redis';
import { until } from '../testing';
import { Collector } from './testing';
import { startTracing, traced } from './tracing';

describe('[SA-32] the trace of a job', () => {
  let collector: Collector;
  let queue: Bull.Queue<{ what: string }>;
  let done: string[] = [];
  const redisUrl = process.env['CUBE_TEST_REDIS_URL'] ?? '';
  const config = (endpoint: string) =>
    readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: 'postgres://localhost/none',
      REDIS_URL: redisUrl,
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    });

  beforeAll(async () => {
    collector = await Collector.start();
    queue = new Bull('traced', { redis: redisOptions(redisUrl), prefix: uuid() });
    void queue.process((job) =>
      tracedJob(job, async () => {
        done.push(job.data.what);
      }),
    );
    await queue.isReady();
  });
  beforeEach(() => (done = []));
  afterAll(async () => {
    await queue.close();
    await collector.close();
  });

  it('goes on from whoever added it, in whichever process works at it', async () => {
    const stop = await startTracing(config(collector.url), 'worker');
    try {
      await traced('asks', {}, () => addOnce(queue, uuid(), { what: 'asked for' }, { attempts: 1 }));
      await addOnce(queue, uuid(), { what: 'of nobody' }, { attempts: 1 });
      await until(() => done.length === 2);
    } finally {
      await stop();
    }
    const jobs = collector.spans.filter(({ name }) => name === 'job traced');
    const asked = collector.spans.filter(({ name }) => name === 'asks');
    expect(asked).toHaveLength(1);
    expect(jobs).toHaveLength(2);
    expect(collector.below(asked[0]!).map(({ name }) => name)).toEqual(['job traced']);
    expect(jobs.filter(({ parentSpanId }) => !parentSpanId)).toHaveLength(1);
  });

  it('is none while traces are off: then a job carries its data alone', async () => {
    const id = uuid();
    await queue.pause();
    await traced('asks', {}, () => addOnce(queue, id, { what: 'untraced' }, { attempts: 1 }));
    expect((await queue.getJob(id))?.data).toEqual({ what: 'untraced' });
    await queue.resume();
    await until(() => done.includes('untraced'));
  });
});
