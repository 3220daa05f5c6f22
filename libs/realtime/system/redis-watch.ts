import { Config } from '@cube/platform/config';
import type { connectRedisOrFail } from '@cube/platform/redis';
import { RedisLink } from '@cube/platform/redis-link';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { PartState, type RedisHealth, stateOf } from './system-health';

/** The share of its memory from which on Redis soon refuses, or throws away. */
const nearlyFull = 0.9;

/** What Redis says of itself, by a connection of its own that fails at once where others wait. */
@Injectable()
export class RedisWatch implements OnApplicationShutdown {
  private readonly link: RedisLink;

  constructor(config: Config) {
    this.link = new RedisLink(config.redisUrl);
  }

  static readonly down: RedisHealth = {
    state: PartState.DOWN,
    advice: [
      'Redis does not answer: see whether it runs, and what REDIS_URL leads to. Bots go on; mails and readings of servers wait, and each api counts limits by itself.',
    ],
    version: null,
    latency: null,
    memoryBytes: null,
    mostMemoryBytes: null,
    clients: null,
    evictions: null,
    persistence: null,
  };

  onApplicationShutdown(): void {
    this.link.close();
  }

  read(): Promise<RedisHealth> {
    return this.link.use((redis) => this.ask(redis));
  }

  private async ask(redis: Connection): Promise<RedisHealth> {
    const began = performance.now();
    await redis.ping();
    const latency = performance.now() - began;
    // What stands in for Redis on a bare machine knows not every section.
    const said = factsIn(await redis.info().catch(() => ''));
    const memoryBytes = number(said['used_memory']);
    const mostMemoryBytes = number(said['maxmemory']) || null;
    const evictions = number(said['evicted_keys']);
    const advice = [
      ...(evictions
        ? [
            'Redis has thrown keys away, which loses jobs: set maxmemory-policy to noeviction and give it more memory.',
          ]
        : []),
      ...(memoryBytes !== null && mostMemoryBytes !== null && memoryBytes >= mostMemoryBytes * nearlyFull
        ? ['Redis is nearly full: raise maxmemory.']
        : []),
      ...(said['rdb_last_bgsave_status'] === 'err' || said['aof_last_write_status'] === 'err'
        ? ['Redis could not write to its disk: see whether that is full.']
        : []),
      ...(said['loading'] === '1' ? ['Redis is still loading its data: wait.'] : []),
    ];
    return {
      state: stateOf(advice),
      advice,
      version: said['redis_version'] ?? null,
      latency,
      memoryBytes,
      mostMemoryBytes,
      clients: number(said['connected_clients']),
      evictions,
      persistence: await persistenceOf(redis, said),
    };
  }
}

async function persistenceOf(redis: Connection, said: Facts): Promise<string | null> {
  const aof = said['aof_enabled'];
  if (aof === undefined) return null;
  // Where CONFIG is renamed away, nobody can tell.
  const answer: unknown = await redis.config('GET', 'save').catch(() => null);
  const save: unknown = Array.isArray(answer) ? answer[1] : undefined;
  const kept = [...(aof === '1' ? ['AOF'] : []), ...(save ? ['RDB'] : [])];
  return kept.join(' and ') || (save === undefined ? null : 'none');
}

type Connection = ReturnType<typeof connectRedisOrFail>;
type Facts = Readonly<Record<string, string>>;

/** The lines `name:value` of INFO. */
const factsIn = (text: string): Facts =>
  Object.fromEntries(
    text
      .split(/\r?\n/)
      .filter((line) => /^\w+:/.test(line))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );

const number = (text: string | undefined): number | null =>
  text === undefined || !/^\d+$/.test(text) ? null : Number(text);
