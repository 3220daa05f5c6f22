import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

import { Redis } from 'ioredis';

import { networkOf } from './address';
import { readConfig } from './config';
import { TooMany } from './errors';
import { Limits } from './limits';
import { Logger } from './logger';
import { freePort, until } from './testing';

const settings = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  DISCORD_CLIENT_ID: '100000000000000001',
  DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
  LIMITS: 'graphql:100,sign-in:5',
  LOG_LEVEL: 'error',
};
let round = 0;

describe('limits', () => {
  const open: Limits[] = [];
  let prefix = '';

  beforeEach(() => {
    round += 1;
    prefix = `limits-spec-${process.pid}-${round}`;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((limits) => limits.onApplicationShutdown()));
  });

  /** Another process of the same installation. */
  const another = async (redisUrl = process.env['CUBE_TEST_REDIS_URL'] ?? '') => {
    const config = readConfig({ ...settings, REDIS_URL: redisUrl, REDIS_PREFIX: prefix });
    const limits = new Limits(config, new Logger(config), 'api');
    open.push(limits);
    await limits.onModuleInit();
    return limits;
  };

  it('[ND-02] [SA-11] let as much through as they say, and tell when to try again', async () => {
    const limits = await another();
    expect(limits.takeNow('graphql', 'ada', 60)).toMatchObject({ limit: 100, remaining: 40, resetsIn: 60 });
    expect(() => limits.takeNow('graphql', 'ada', 41)).toThrow(TooMany);
    expect(limits.takeNow('graphql', 'ada', 40).remaining).toBe(0);
    expect(limits.takeNow('graphql', 'grace', 100).remaining).toBe(0);
    const refused = await limits.take('graphql', 'ada').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfter: 60 });
  });

  it('[ND-02] count for all processes together, in Redis', async () => {
    const [one, other] = [await another(), await another()];
    one.takeNow('graphql', 'ada', 80);
    await one.tell();
    other.takeNow('graphql', 'ada', 10);
    await other.tell();
    expect(() => other.takeNow('graphql', 'ada', 11)).toThrow(TooMany);
    one.takeNow('graphql', 'ada', 1);
    await one.tell();
    expect(one.takeNow('graphql', 'ada', 0).remaining).toBe(9);
  });

  it('tell Redis by themselves, without that anybody waits', async () => {
    const redis = new Redis(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    const limits = await another();
    for (let index = 0; index < 50; index += 1) limits.takeNow('graphql', 'ada');
    await until(async () => {
      const keys = await redis.keys(`${prefix}:limit:graphql:*`);
      return keys.length === 1 && (await redis.get(keys[0] ?? '')) === '50';
    });
    redis.disconnect();
  });

  it('are exact over all processes for sign-ins, and forget who turned out to be right', async () => {
    const processes = [await another(), await another()];
    const takes = Array.from({ length: 20 }, (_, index) =>
      processes[index % 2]?.take('sign-in', 'a@b.example'),
    );
    const results = await Promise.allSettled(takes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await expect(processes[0]?.take('sign-in', 'a@b.example')).rejects.toThrow('Try again in');
    const redis = new Redis(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    expect(JSON.stringify(await redis.keys(`${prefix}:*`))).not.toContain('a@b');
    redis.disconnect();
    await Promise.all(processes.map((limits) => limits.forgive('sign-in', 'a@b.example')));
    await expect(processes[0]?.take('sign-in', 'a@b.example')).resolves.toMatchObject({ remaining: 4 });
  });

  it('count in memory while Redis is away: neither everybody nor nobody gets through', async () => {
    const limits = await another(`redis://127.0.0.1:${await freePort()}`);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => limits.take('sign-in', '127.0.0.1')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    limits.takeNow('graphql', 'ada', 100);
    await limits.tell();
    expect(() => limits.takeNow('graphql', 'ada')).toThrow(TooMany);
    expect(limits.takeNow('graphql', 'grace').remaining).toBe(99);
  });

  it('count in Redis again once it is back, though connections to it broke as soon as they were made', async () => {
    const { hostname, port } = new URL(process.env['CUBE_TEST_REDIS_URL'] ?? '');
    const ends = new Set<Socket>();
    let [isCut, broken] = [false, 0];
    const wire = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const end of [near, far]) ends.add(end.on('error', () => undefined));
      near.pipe(far).pipe(near);
      if (!isCut) return;
      broken += 1;
      near.destroy();
      far.destroy();
    }).listen(0, '127.0.0.1');
    await once(wire, 'listening');
    const address = wire.address();
    const limits = await another(`redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    limits.takeNow('graphql', 'ada', 10);
    await until(async () => (await limits.used()).length === 1);

    isCut = true;
    ends.forEach((end) => end.destroy());
    await until(() => broken > 2);
    expect(await limits.used()).toEqual([]);
    isCut = false;
    await until(async () => (await limits.used()).length === 1);
    await limits.onApplicationShutdown();
    ends.forEach((end) => end.destroy());
    wire.close();
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('count the address %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
