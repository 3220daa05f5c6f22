import { readConfig } from '@cube/platform/config';
import { until } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';

import { type CacheKey, DiscordCache } from './discord-cache';

describe('[SC-56] what Discord said, kept in Redis', () => {
  const prefix = `cube_test_${uuid()}`;
  const caches: DiscordCache[] = [];
  const aCache = (settings: Readonly<Record<string, string>> = {}) => {
    const cache = new DiscordCache(
      readConfig({
        CUBE_PROFILE: 'test',
        DATABASE_URL: process.env['CUBE_TEST_DATABASE_URL'] ?? '',
        REDIS_URL: process.env['CUBE_TEST_REDIS_URL'] ?? '',
        REDIS_PREFIX: prefix,
        MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
        DISCORD_CLIENT_ID: '100000000000000001',
        DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
        ...settings,
      }),
    );
    caches.push(cache);
    return cache;
  };
  const aKey = (): CacheKey => ({ applicationId: '1', guildId: '2', what: uuid() });
  let questions = 0;
  const answering =
    <Value>(value: Value) =>
    async () => {
      questions += 1;
      return value;
    };

  beforeEach(() => {
    questions = 0;
  });
  afterAll(() => caches.forEach((cache) => cache.onApplicationShutdown()));

  it('is one question of a process, however many ask at the same time', async () => {
    const [cache, key] = [aCache(), aKey()];
    const all = await Promise.all(
      Array.from({ length: 20 }, () => cache.get(key, z.string(), answering('ada'))),
    );
    expect(new Set(all)).toEqual(new Set(['ada']));
    expect(questions).toBe(1);
  });

  it('serves another process too, also with the news that there is nothing', async () => {
    const key = aKey();
    const shape = z.string().nullable();
    await until(async () => {
      const before = questions;
      expect(await aCache().get(key, shape, answering(null))).toBeNull();
      return questions === before;
    });
  });

  it('is no answer once it has another shape, or for another guild or bot', async () => {
    const [cache, key] = [aCache(), aKey()];
    await cache.get(key, z.string(), answering('ada'));
    expect(await cache.get(key, z.number(), answering(7))).toBe(7);
    expect(await cache.get({ ...key, guildId: '3' }, z.string(), answering('grace'))).toBe('grace');
    expect(await cache.get({ ...key, applicationId: '3' }, z.string(), answering('mary'))).toBe('mary');
    expect(questions).toBe(4);
  });

  it('keeps neither failures nor what is too long', async () => {
    const [cache, key] = [aCache(), aKey()];
    await expect(cache.get(key, z.string(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const long = 'a'.repeat(10_000);
    for (let time = 0; time < 2; time += 1)
      expect(await cache.get(key, z.string(), answering(long))).toBe(long);
    expect(questions).toBe(2);
  });

  it('is asked of Discord where there is no Redis', async () => {
    const [cache, key] = [aCache({ REDIS_URL: 'redis://127.0.0.1:1' }), aKey()];
    for (let time = 0; time < 2; time += 1)
      expect(await cache.get(key, z.string(), answering('ada'))).toBe('ada');
    expect(questions).toBe(2);
  });
});
