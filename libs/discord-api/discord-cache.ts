import { Config } from '@cube/platform/config';
import { RedisLink } from '@cube/platform/redis-link';
import { within } from '@cube/platform/within';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { z } from 'zod';

/** What is kept, and who was told it: nothing of one bot or server is shown to another. */
export interface CacheKey {
  readonly applicationId: string;
  readonly guildId: string;
  /** Which question, for example `member:1`. */
  readonly what: string;
}

/** Seconds. */
const believedFor = 300;
/** Milliseconds that Redis has to answer in, before Discord is asked as if there were no Redis. */
const patience = 500;
/** Milliseconds for which a Redis that did not answer is left alone: many questions together wait for it once. */
const rest = 2000;
/** Letters of a value; what is longer is not kept. */
const longest = 8192;

/** Answers of Discord that may be some minutes old: public data alone, never a token. Redis shares them among all processes. */
@Injectable()
export class DiscordCache implements OnApplicationShutdown {
  private readonly redis: RedisLink;
  private readonly prefix: string;
  /** Questions that are on their way. */
  private readonly asked = new Map<string, Promise<unknown>>();
  private resting = 0;

  constructor(config: Config) {
    this.redis = new RedisLink(config.redisUrl);
    this.prefix = `${config.redisPrefix}:discord:${config.discord.network}`;
  }

  onApplicationShutdown(): void {
    this.redis.close();
  }

  /** What is kept, or else what `ask` brings. Throws only what `ask` throws: a Redis that is away costs a question more. */
  async get<Value>(key: CacheKey, shape: z.ZodType<Value>, ask: () => Promise<Value>): Promise<Value> {
    const name = [this.prefix, key.applicationId, key.guildId, key.what].join(':');
    const asked = this.asked.get(name) ?? this.look(name, shape, ask).finally(() => this.asked.delete(name));
    this.asked.set(name, asked);
    return shape.parse(await asked);
  }

  private async look<Value>(
    name: string,
    shape: z.ZodType<Value>,
    ask: () => Promise<Value>,
  ): Promise<Value> {
    // Another version of this program may have kept another shape.
    const kept = shape.safeParse(await this.read(name));
    if (kept.success) return kept.data;
    const value = await ask();
    void this.keep(name, JSON.stringify(value));
    return value;
  }

  /** Undefined when there is nothing. */
  private async read(name: string): Promise<unknown> {
    if (Date.now() < this.resting) return undefined;
    const found = await within(
      patience,
      this.redis.use(async (redis) => ({ text: await redis.get(name) })),
    );
    if (!found) this.resting = Date.now() + rest;
    return found?.text ? parsed(found.text) : undefined;
  }

  private async keep(name: string, text: string): Promise<void> {
    if (text.length > longest || Date.now() < this.resting) return;
    await this.redis.use((redis) => redis.set(name, text, 'EX', believedFor)).catch(() => undefined);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
