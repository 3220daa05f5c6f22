import { connectRedisOrFail } from './redis';

type Connection = ReturnType<typeof connectRedisOrFail>;

interface Link {
  readonly redis: Connection;
  readonly ready: Promise<void>;
}

/**
 * A connection to Redis for whoever can do without: made when it is first needed, and made anew after anything failed on it.
 * ioredis may hold a connection for ready that broke while it was made, and would never make another.
 */
export class RedisLink {
  private link: Link | undefined;

  constructor(private readonly url: string) {}

  /** Throws at once while Redis is away, and within seconds when it does not answer. */
  async use<Answer>(work: (redis: Connection) => Promise<Answer>): Promise<Answer> {
    const link = (this.link ??= this.open());
    try {
      await link.ready;
      return await work(link.redis);
    } catch (error) {
      // Others may have made a new one by now.
      if (this.link === link) this.close();
      throw error;
    }
  }

  close(): void {
    this.link?.redis.disconnect();
    this.link = undefined;
  }

  private open(): Link {
    const redis = connectRedisOrFail(this.url).on('error', () => undefined);
    return { redis, ready: redis.connect() };
  }
}
