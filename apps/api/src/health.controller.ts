import { Public } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { Processes } from '@cube/platform/processes';
import { connectRedis } from '@cube/platform/redis';
import { within } from '@cube/platform/within';
import { Controller, Get, type OnApplicationShutdown } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';

/** True of an address at which health is asked: by whoever watches over this process, as often as they like and by whatever name they know. */
export const asksHealth = (url: string): boolean => /^\/health(\/(ready|live))?(\?|$)/.test(url);

/** Milliseconds after which a part that does not answer counts as down. */
const patience = 2000;

/** For operators and orchestrators. A dead worker does not make an api unready: it still shows what is wrong. */
@Controller('health')
export class HealthController implements OnApplicationShutdown {
  private readonly redis: ReturnType<typeof connectRedis>;
  /** Looks that are under way: nobody counts who asks here, so that however many ask at once share one. */
  private readonly looks = new Map<string, Promise<boolean | null>>();

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DataSource,
    private readonly processes: Processes,
    config: Config,
  ) {
    this.redis = connectRedis(config.redisUrl);
    // Said by the check itself.
    this.redis.on('error', () => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  @Get()
  @Public()
  @HealthCheck()
  whole() {
    return this.health.check([this.databaseAnswers, this.redisAnswers, this.workerLives]);
  }

  @Get('ready')
  @Public()
  @HealthCheck()
  ready() {
    return this.health.check([this.databaseAnswers, this.redisAnswers]);
  }

  @Get('live')
  @Public()
  live() {
    return { status: 'ok' };
  }

  private readonly databaseAnswers = () =>
    this.look('database', 'PostgreSQL does not answer: see DATABASE_URL.', async () => {
      await this.database.query('select 1');
      return true;
    });

  private readonly redisAnswers = () =>
    this.look('redis', 'Redis does not answer: see REDIS_URL.', async () => {
      await this.redis.ping();
      return true;
    });

  private readonly workerLives = () =>
    this.look('worker', 'No worker has reported for a while: see whether one runs.', () =>
      this.processes.isAlive('worker'),
    );

  private async look<Key extends string>(key: Key, trouble: string, isWell: () => Promise<boolean>) {
    const indicator = this.indicators.check(key);
    const look = this.looks.get(key) ?? within(patience, isWell()).finally(() => this.looks.delete(key));
    this.looks.set(key, look);
    const well = await look;
    return well ? indicator.up() : indicator.down({ message: trouble });
  }
}
