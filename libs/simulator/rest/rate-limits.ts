export interface RateLimit {
  /** Requests in a window. */
  limit: number;
  /** Milliseconds. */
  window: number;
}

export interface Allowance {
  isAllowed: boolean;
  limit: number;
  remaining: number;
  /** Milliseconds until the bucket is full again. */
  resetAfter: number;
}

/** Fixed windows, as Discord tells of them in its headers; generous unless a test asks for less. */
export class RateLimits {
  private readonly buckets = new Map<string, { used: number; resetAt: number }>();

  constructor(private readonly rule: RateLimit) {}

  take(key: string): Allowance {
    const now = Date.now();
    const known = this.buckets.get(key);
    const bucket = known && known.resetAt > now ? known : { used: 0, resetAt: now + this.rule.window };
    if (bucket !== known) this.buckets.set(key, bucket);
    if (this.buckets.size > 10_000) this.forgetExpired(now);
    bucket.used += 1;
    const { limit } = this.rule;
    return {
      isAllowed: bucket.used <= limit,
      limit,
      remaining: Math.max(0, limit - bucket.used),
      resetAfter: bucket.resetAt - now,
    };
  }

  private forgetExpired(now: number): void {
    for (const [key, { resetAt }] of this.buckets) if (resetAt <= now) this.buckets.delete(key);
  }
}

export function rateLimitHeaders(
  { limit, remaining, resetAfter }: Allowance,
  bucket: string,
): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': ((Date.now() + resetAfter) / 1_000).toFixed(3),
    'x-ratelimit-reset-after': (resetAfter / 1_000).toFixed(3),
    'x-ratelimit-bucket': bucket,
  };
}
