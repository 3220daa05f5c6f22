import { AlertsModule } from '@cube/alerts/alerts.module';
import { AuthModule } from '@cube/auth/auth.module';
import { BotsModule } from '@cube/bots/bots.module';
import { FeaturesModule } from '@cube/features/features.module';
import { LoggingModule } from '@cube/logging/logging.module';
import type { Config } from '@cube/platform/config';
import { PlatformModule } from '@cube/platform/platform.module';
import { LiveDocuments } from '@cube/realtime/live/live-documents';
import { LiveMetrics } from '@cube/realtime/live/live-metrics';
import { LiveServer } from '@cube/realtime/live/live-server';
import { Subscriptions } from '@cube/realtime/live/subscriptions';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { TerminusModule } from '@nestjs/terminus';

import { AccessGuard } from './access.guard';
import { AlertStandIn } from './alert-stand-in';
import { DevelopmentModule } from './development/development.module';
import { ErrorsFilter } from './errors.filter';
import { GraphqlOptions } from './graphql-options';
import { HealthController } from './health.controller';
import { OrphanWatch } from './orphan-watch';
import { PlanningDriver } from './planning-driver';
import { LogExportController } from './rest/log-export.controller';
import { Rest } from './rest/rest';
import { RestController } from './rest/rest.controller';
import { SessionSweep } from './session-sweep';
import { SystemPulse } from './system-pulse';
import { ThrottleGuard } from './throttle.guard';
import { Tidied } from './tidied.pipe';
import { validation } from './validation';

/** The door of the product: GraphQL by HTTP and WebSocket, sign-in, health. */
@Module({})
export class ApiModule {
  static for(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.for('api', config),
        FeaturesModule,
        AlertsModule,
        AuthModule,
        BotsModule,
        LoggingModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: PlanningDriver,
          imports: [AuthModule],
          useClass: GraphqlOptions,
        }),
        TerminusModule.forRoot({ logger: false }),
        ...(config.profile === 'development' ? [DevelopmentModule] : []),
      ],
      controllers: [HealthController, LogExportController, RestController],
      providers: [
        LiveServer,
        LiveDocuments,
        Subscriptions,
        LiveMetrics,
        Rest,
        AlertStandIn,
        OrphanWatch,
        SessionSweep,
        SystemPulse,
        // Only here: Necord would run a global guard on every command.
        { provide: APP_GUARD, useClass: ThrottleGuard },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        { provide: APP_PIPE, useClass: Tidied },
        { provide: APP_PIPE, useFactory: validation },
      ],
    };
  }
}
