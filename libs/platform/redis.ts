import { Redis, type RedisOptions } from 'ioredis';

/**
 * The stand-in for Redis lacks BRPOPLPUSH, which Bull 4 uses; BLMOVE is what Redis itself has put in its place. Bull
 * makes its own connections, and closes only those, so that it gets the mend by the class: one code path for both.
 */
Redis.prototype.brpoplpush = function (this: Redis, source: string, destination: string, timeout: number) {
  return this.blmove(source, destination, 'RIGHT', 'LEFT', timeout);
} as typeof Redis.prototype.brpoplpush;

/** A connection to Redis, or to its stand-in. Commands wait for a Redis that is away instead of failing. */
export function connectRedis(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: false });
}

/** A connection whose commands fail at once while Redis is away, and after half a second when it does not answer; connect() it. */
export function connectRedisOrFail(url: string): Redis {
  return new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 2000,
    // Its answer would come after the end of a connection that broke at once: ioredis held that for ready, and made no other.
    disableClientInfo: true,
  });
}

/** The same address as Bull wants it; its own reading of a URL forgets TLS. */
export function redisOptions(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
