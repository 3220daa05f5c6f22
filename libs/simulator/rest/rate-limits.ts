import { createHash } from 'node:crypto';

import type { Clock } from '../world/clock';
import { matches } from './route-pattern';

export interface RateLimit {
  /** Requests in a window. */
  limit: number;
  /** Milliseconds. */
  window: number;
}

export interface Throttle extends RateLimit {
  /** A path as in a fault; without it the limit counts all calls of a caller together. */
  route?: string | undefined;
  method?: string | undefined;
}

export interface Call {
  /** The application, or an address for calls without a token. */
  caller: string;
  method: string;
  path: string;
  /** The route with the names of its ids, as the router knows it. */
  route: string;
}

export interface Allowance extends RateLimit {
  isAllowed: boolean;
  scope: 'user' | 'global';
  bucket: string;
  remaining: number;
  /** Milliseconds until the bucket is full again. */
  resetAfter: number;
}

interface Bucket {
  used: number;
  resetAt: number;
}

/** Calls about different channels, guilds and webhooks do not share a bucket. */
const majorPart = /^\/(?:channels|guilds|webhooks|interactions)\/\d+/;

/** Interactions and their webhooks are beyond the global limit, as with Discord. */
const beyondGlobal = /^\/(?:interactions|webhooks)\//;

/** Fixed windows, as Discord tells of them in its headers; generous unless a test asks for less. */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();
  /** The names of buckets, by route and method. */
  private readonly names = new Map<string, Map<string, string>>();
  private throttles: Throttle[] = [];
  private sweptAt = 0;

  constructor(
    private readonly usual: RateLimit,
    private readonly clock: Clock,
  ) {}

  throttle(throttle: Throttle): void {
    this.throttles.unshift(throttle);
    this.buckets.clear();
  }

  clear(): void {
    this.throttles = [];
    this.buckets.clear();
  }

  take(call: Call): Allowance {
    const { caller, method, path, route } = call;
    const global = this.throttles.find((throttle) => throttle.route === undefined);
    if (global && !beyondGlobal.test(path)) {
      const allowance = this.use(`${caller} global`, global, 'global');
      if (!allowance.isAllowed) return allowance;
    }
    const own = this.throttles.find(
      (throttle) =>
        throttle.route !== undefined &&
        matches(throttle.route, path) &&
        (throttle.method ?? method).toUpperCase() === method,
    );
    const bucket = this.bucketName(method, route);
    const key = `${caller} ${bucket} ${majorPart.exec(path)?.[0] ?? ''}`;
    return this.use(key, own ?? this.usual, 'user', bucket);
  }

  private use(key: string, { limit, window }: RateLimit, scope: Allowance['scope'], name = ''): Allowance {
    const now = this.clock.now();
    const known = this.buckets.get(key);
    const bucket = known && known.resetAt > now ? known : { used: 0, resetAt: now + window };
    if (bucket !== known) this.buckets.set(key, bucket);
    if (this.buckets.size > 10_000 && now >= this.sweptAt + window) this.forgetExpired(now);
    bucket.used += 1;
    return {
      isAllowed: bucket.used <= limit,
      scope,
      bucket: name,
      limit,
      window,
      remaining: Math.max(0, limit - bucket.used),
      resetAfter: bucket.resetAt - now,
    };
  }

  private bucketName(method: string, route: string): string {
    const ofRoute = this.names.get(route) ?? new Map<string, string>();
    const known = ofRoute.get(method);
    if (known !== undefined) return known;
    const name = createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32);
    this.names.set(route, ofRoute.set(method, name));
    return name;
  }

  /** Once a window at most: before that there is nothing new to forget. */
  private forgetExpired(now: number): void {
    this.sweptAt = now;
    for (const [key, { resetAt }] of this.buckets) if (resetAt <= now) this.buckets.delete(key);
  }
}

/** A global refusal tells of no bucket. `wall` is Discord's own clock, in milliseconds. */
export function rateLimitHeaders(
  { isAllowed, scope, limit, remaining, resetAfter, bucket }: Allowance,
  wall: number,
): Record<string, string> {
  const seconds = resetAfter / 1_000;
  const refusal: Record<string, string> = isAllowed
    ? {}
    : { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope };
  if (scope === 'global') return { 'x-ratelimit-global': 'true', ...refusal };
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': ((wall + resetAfter) / 1_000).toFixed(3),
    'x-ratelimit-reset-after': seconds.toFixed(3),
    'x-ratelimit-bucket': bucket,
    ...refusal,
  };
}
