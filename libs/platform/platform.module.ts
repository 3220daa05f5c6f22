import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Config, readConfig } from './config';
import { databaseOptions } from './database';
import { Hints } from './hints';
import { Logger } from './logger';
import { PROCESS_ROLE, Processes, type ProcessRole } from './processes';
import { connectRedis } from './redis';
import { Secrets } from './secrets';

@Global()
@Module({
  providers: [{ provide: Config, useFactory: () => readConfig(process.env) }, Logger],
  exports: [Config, Logger],
})
class SettingsModule {}

/** What every process stands on: settings, log lines, PostgreSQL, Redis, secrets, hints, its own heartbeat. */
@Global()
@Module({})
export class PlatformModule {
  static for(role: ProcessRole): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        SettingsModule,
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: (config: Config) => ({
            ...databaseOptions(config),
            autoLoadEntities: true,
            retryAttempts: 10,
            retryDelay: 1000,
          }),
        }),
        BullModule.forRootAsync({
          inject: [Config],
          useFactory: ({ redisUrl }: Config) => ({
            createClient: () => connectRedis(redisUrl),
            prefix: 'cube',
          }),
        }),
      ],
      providers: [{ provide: PROCESS_ROLE, useValue: role }, Processes, Hints, Secrets],
      exports: [Processes, Hints, Secrets],
    };
  }
}
