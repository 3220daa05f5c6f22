import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import type { RateLimitData } from '@discordjs/rest';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The part of a REST client that tells what it meets; discord.js brings one of its own. */
export interface LimitedRest {
  on(event: 'rateLimited', listener: (data: RateLimitData) => void): unknown;
  on(
    event: 'response',
    listener: (request: { readonly route: string }, response: { readonly status: number }) => void,
  ): unknown;
}

/** How often a connection may IDENTIFY: https://discord.com/developers/docs/events/gateway#session-start-limit-object */
export interface StartLimit {
  readonly total: number;
  readonly remaining: number;
  /** Milliseconds. */
  readonly reset_after: number;
}

interface Fact {
  waits: number;
  refusals: number;
  /** Milliseconds of the longest wait. */
  longest: number;
  most: number | null;
  remaining: number | null;
  resetsAt: Date | null;
}

const writeEvery = 2000;
/** Facts in memory; a bot uses some dozens of routes. */
const mostFacts = 5000;
/** The route under which connections to the gateway are counted. */
export const identifying = 'IDENTIFY';

/** Writes down which of Discord's limits the bots come near or meet. By the bot's user id, which its token begins with. */
@Injectable()
export class DiscordLimits implements OnApplicationShutdown {
  private facts = new Map<string, Fact>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly logger: Logger,
  ) {}

  /** Listens to a client that speaks for the bot with this token. */
  watch(rest: LimitedRest, token: string): void {
    const userId = userIdOf(token);
    if (userId === null) return;
    rest.on('rateLimited', ({ route, limit, timeToReset, retryAfter }) => {
      const fact = this.factOf(userId, route);
      const wait = Math.max(timeToReset, retryAfter);
      fact.waits += 1;
      fact.longest = Math.max(fact.longest, wait);
      fact.most = Number.isFinite(limit) ? limit : null;
      fact.remaining = 0;
      fact.resetsAt = new Date(Date.now() + wait);
    });
    rest.on('response', ({ route }, { status }) => {
      if (status === 429) this.factOf(userId, route).refusals += 1;
    });
  }

  noteStarts(token: string, { total, remaining, reset_after: wait }: StartLimit): void {
    const userId = userIdOf(token);
    if (userId === null) return;
    const resetsAt = new Date(Date.now() + wait);
    Object.assign(this.factOf(userId, identifying), { most: total, remaining, resetsAt });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** Writes down what was met until now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const facts = [...this.facts].map(([key, fact]) => {
      const [user, ...route] = key.split(' ');
      return { user, route: route.join(' '), ...fact };
    });
    this.facts = new Map();
    if (facts.length === 0) return;
    await this.database
      .query(
        `insert into discord_limit as known (user_id, route, waits, refusals, longest, most, remaining, resets_at, met_at)
           select f."user", f.route, f.waits, f.refusals, f.longest, f.most, f.remaining, f."resetsAt", now()
           from jsonb_to_recordset($1::jsonb) as f("user" bigint, route text, waits int, refusals int, longest int,
             most int, remaining int, "resetsAt" timestamptz)
           order by 1, 2
         on conflict (user_id, route) do update set waits = known.waits + excluded.waits,
           refusals = known.refusals + excluded.refusals, longest = greatest(known.longest, excluded.longest),
           most = coalesce(excluded.most, known.most), remaining = coalesce(excluded.remaining, known.remaining),
           resets_at = coalesce(excluded.resets_at, known.resets_at), met_at = now()`,
        [JSON.stringify(facts)],
      )
      .catch((error: unknown) => {
        this.logger.warn(`Limits of Discord were not written down: ${messageOf(error)}`, 'DiscordLimits');
      });
  }

  private factOf(userId: string, route: string): Fact {
    const key = `${userId} ${route}`;
    const known = this.facts.get(key);
    if (known) return known;
    if (this.facts.size >= mostFacts) void this.flush();
    this.timer ??= setTimeout(() => void this.flush(), writeEvery);
    const fact = { waits: 0, refusals: 0, longest: 0, most: null, remaining: null, resetsAt: null };
    this.facts.set(key, fact);
    return fact;
  }
}

/** The user id in a token: the first part of a real one, in base64, and the second of a simulated one. */
function userIdOf(token: string): string | null {
  const [first = '', second = ''] = token.split('.');
  const id = first === 'sim' ? second : Buffer.from(first, 'base64').toString();
  return /^\d{5,20}$/.test(id) ? id : null;
}
