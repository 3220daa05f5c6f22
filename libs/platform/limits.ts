import { createHash } from 'node:crypto';

import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
  SetMetadata,
} from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { Config } from './config';
import { Forbidden, TooMany, Unauthenticated } from './errors';
import { type LimitName, limitNames, policies } from './limit-policies';
import { Logger } from './logger';
import { PROCESS_ROLE, type ProcessRole } from './process-role';
import { connectRedisOrFail } from './redis';
import { type Allowance, Tally } from './tally';
import type { Viewer } from './viewer';

export const THROTTLE = 'cube:throttle';
/** Counts each request at this door against a stricter limit: per address, or per person where the limit is of people. */
export const Throttle = (limit: LimitName) => SetMetadata(THROTTLE, limit);

/** What one key has used of one limit. */
export interface Used {
  readonly limit: LimitName;
  /** An address, an account, or `key:` and an API key; null where Redis knows only its hash. */
  readonly key: string | null;
  readonly points: number;
  readonly most: number;
  /** Milliseconds until the limit is whole again. */
  readonly wait: number;
}

/** Looks of 500 keys each at what Redis holds, so that an attack from many addresses makes no look too long. */
const mostLooks = 40;

/** Says when somebody does something too often; counts in Redis, for all processes together. */
@Injectable()
export class Limits implements OnModuleInit, OnApplicationShutdown {
  private readonly redis: ReturnType<typeof connectRedisOrFail>;
  private readonly stores: ReadonlyMap<LimitName, RateLimiterRedis>;
  private readonly tallies: ReadonlyMap<LimitName, Tally>;
  private isRedisAway = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
    @Inject(PROCESS_ROLE) private readonly role: ProcessRole,
  ) {
    this.redis = connectRedisOrFail(config.redisUrl);
    this.redis.on('error', ({ message }) => this.noteAway(message));
    this.redis.on('connect', () => this.noteBack());
    this.stores = new Map(limitNames.map((name) => [name, this.storeOf(name)]));
    this.tallies = new Map(
      [...this.stores]
        .filter(([name]) => !isExact(name))
        .map(([name, store]) => [name, new Tally(store, this.pointsOf(name), policies[name].seconds)]),
    );
  }

  async onModuleInit(): Promise<void> {
    // It goes on trying by itself; nothing waits for it.
    if (this.role === 'api') await this.redis.connect().catch(() => undefined);
  }

  /**
   * Counts something that `key` does: an address, an account, or both in one text. Throws TooMany, which says after how
   * many seconds it is worth trying again.
   */
  async take(name: LimitName, key: string, cost = 1): Promise<Allowance> {
    return isExact(name) ? this.takeExactly(name, key, cost) : this.takeNow(name, key, cost);
  }

  /** The same for a limit that is not exact, without a promise. */
  takeNow(name: LimitName, key: string, cost = 1): Allowance {
    const tally = this.tallies.get(name);
    if (!tally) throw new Error(`The limit ${name} is exact: await take().`);
    return within(name, tally.take(key, cost));
  }

  /** Counts something that has happened already, for a limit that is not exact. */
  charge(name: LimitName, key: string, cost: number): void {
    this.tallies.get(name)?.charge(key, cost);
  }

  /** Forgets what was counted, once somebody has shown that they are the right one. */
  async forgive(name: LimitName, key: string): Promise<void> {
    await this.stores.get(name)?.delete(hashOf(key));
  }

  /** What has been used of the limits by all processes together, as far as Redis knows; nothing while it is away. */
  async used(): Promise<readonly Used[]> {
    const found: Used[] = [];
    const prefix = `${this.config.redisPrefix}:limit:`;
    try {
      for (let cursor = '0', looks = 0; looks === 0 || (cursor !== '0' && looks < mostLooks); looks += 1) {
        const [next, keys] = await this.redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 500);
        cursor = next;
        for (const key of keys) {
          const [, name, of = ''] = /^([^:]+):(.*)$/s.exec(key.slice(prefix.length)) ?? [];
          const limit = limitNames.find((each) => each === name);
          if (!limit) continue;
          const [points, wait] = await Promise.all([this.redis.get(key), this.redis.pttl(key)]);
          found.push({
            limit,
            key: isExact(limit) ? null : of,
            points: Number(points),
            most: this.pointsOf(limit),
            wait,
          });
        }
      }
    } catch {
      // The log says by now that Redis is away.
    }
    return found;
  }

  /** Tells Redis what was counted up to now. */
  async tell(): Promise<void> {
    await Promise.all([...this.tallies.values()].map((tally) => tally.tell()));
  }

  async onApplicationShutdown(): Promise<void> {
    this.tallies.forEach((tally) => tally.stop());
    await this.tell().catch(() => undefined);
    this.redis.disconnect();
  }

  private async takeExactly(name: LimitName, key: string, cost: number): Promise<Allowance> {
    const limit = this.pointsOf(name);
    const answered = await this.stores
      .get(name)
      ?.consume(hashOf(key), cost)
      .catch((error: unknown) => {
        if (error instanceof RateLimiterRes) return error;
        throw error;
      });
    const { consumedPoints = 0, remainingPoints = 0, msBeforeNext = 0 } = answered ?? {};
    return within(name, {
      // A key that is blocked in memory says that it has consumed nothing.
      isAllowed: consumedPoints > 0 && consumedPoints <= limit,
      limit,
      remaining: remainingPoints,
      resetsIn: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    });
  }

  private pointsOf(name: LimitName): number {
    return this.config.limits[name] ?? policies[name].points;
  }

  private storeOf(name: LimitName): RateLimiterRedis {
    const points = this.pointsOf(name);
    const shared = {
      points,
      duration: policies[name].seconds,
      keyPrefix: `${this.config.redisPrefix}:limit:${name}`,
    };
    return new RateLimiterRedis({
      ...shared,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: points + 1,
      // While Redis is away each process counts by itself: nobody is let through without a limit, and nobody is stopped.
      insuranceLimiter: new RateLimiterMemory(shared),
    });
  }

  private noteAway(reason: string): void {
    if (this.isRedisAway) return;
    this.isRedisAway = true;
    this.logger.warn(`Redis is away (${reason}): limits are counted by each process alone.`, 'Limits');
  }

  private noteBack(): void {
    if (!this.isRedisAway) return;
    this.isRedisAway = false;
    this.logger.log('Redis is back: limits are counted for all processes together.', 'Limits');
  }
}

const isExact = (name: LimitName): boolean => 'exact' in policies[name];

/** True for a limit that counts people wherever they come from. */
export const isOfPeople = (name: LimitName): boolean => 'ofPeople' in policies[name];

/** E-mail addresses and the like stay out of Redis. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 22);

function within(name: LimitName, allowance: Allowance): Allowance {
  if (allowance.isAllowed) return allowance;
  const { resetsIn } = allowance;
  throw new TooMany(`${policies[name].sentence} Try again in ${resetsIn} s.`, resetsIn);
}

/** The headers of draft-ietf-httpapi-ratelimit-headers: what the limit is, and what is left of it. */
export function limitHeaders(
  name: LimitName,
  { limit, remaining, resetsIn }: Allowance,
): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${limit};w=${policies[name].seconds}`,
    ratelimit: `"${name}";r=${remaining};t=${resetsIn}`,
  };
}

/** The headers of a refusal. */
export const refusalHeaders = ({ retryAfter }: TooMany): Record<string, string> => ({
  'retry-after': String(retryAfter),
});

/** Whom limits count a signed-in request for. */
export const whoIs = ({ by, accountId, sessionId }: Viewer): string =>
  by === 'key' ? `key:${sessionId}` : accountId;

/** Looks who asks; nobody, and whoever shows a key or a session that is no good, counts as a stranger. */
export async function countingStrangers(
  limits: Limits,
  address: string,
  look: () => Promise<Viewer | null>,
): Promise<Viewer | null> {
  try {
    const viewer = await look();
    if (!viewer) limits.takeNow('stranger', address);
    return viewer;
  } catch (error) {
    if (error instanceof Unauthenticated || error instanceof Forbidden) limits.takeNow('stranger', address);
    throw error;
  }
}
