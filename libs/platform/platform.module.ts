import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Config } from './config';
import { databaseOptions, impatient } from './database';
import { Hints } from './hints';
import { Limits } from './limits';
import { Logger } from './logger';
import { Metrics } from './metrics/metrics';
import { MetricsServer } from './metrics/metrics-server';
import { PoolMetrics } from './metrics/pool-metrics';
import { QueueMetrics } from './metrics/queue-metrics';
import { PROCESS_ROLE, type ProcessRole } from './process-role';
import { Processes } from './processes';
import { Queues } from './queues';
import { redisOptions } from './redis';
import { SecretRotation } from './secret-rotation';
import { Secrets } from './secrets';
import { Subjects } from './subjects';

/** What every process stands on: settings, log lines, PostgreSQL, Redis, secrets, hints, its own heartbeat. */
@Global()
@Module({})
export class PlatformModule {
  static for(role: ProcessRole, config: Config): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        TypeOrmModule.forRoot({
          ...(role === 'api' ? impatient(databaseOptions(config)) : databaseOptions(config)),
          autoLoadEntities: true,
          retryAttempts: 10,
          retryDelay: 1000,
        }),
        BullModule.forRoot({ redis: redisOptions(config.redisUrl), prefix: config.redisPrefix }),
      ],
      providers: [
        { provide: Config, useValue: config },
        { provide: PROCESS_ROLE, useValue: role },
        Logger,
        Processes,
        Hints,
        Limits,
        Secrets,
        SecretRotation,
        Subjects,
        Metrics,
        MetricsServer,
        PoolMetrics,
        Queues,
        QueueMetrics,
      ],
      exports: [
        Config,
        PROCESS_ROLE,
        Logger,
        Processes,
        Hints,
        Limits,
        Secrets,
        SecretRotation,
        Subjects,
        Metrics,
        PoolMetrics,
        Queues,
      ],
    };
  }
}
