import { Redis, type RedisOptions } from 'ioredis';

/** What Bull asks of its connections: commands wait for a Redis that is away instead of failing. */
const options: RedisOptions = { maxRetriesPerRequest: null, enableReadyCheck: false };

/**
 * A connection to Redis, or to its stand-in. The stand-in lacks BRPOPLPUSH, which Bull 4 uses; BLMOVE is what Redis
 * itself has put in its place, so both get that: one code path.
 */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, options);
  redis.brpoplpush = ((source: string, destination: string, timeout: number) =>
    redis.blmove(source, destination, 'RIGHT', 'LEFT', timeout)) as typeof redis.brpoplpush;
  return redis;
}
