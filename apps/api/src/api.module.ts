import { AuthModule } from '@cube/auth/auth.module';
import { BotsModule } from '@cube/bots/bots.module';
import { FeaturesModule } from '@cube/features/features.module';
import type { Config } from '@cube/platform/config';
import { Invalid } from '@cube/platform/errors';
import { PlatformModule } from '@cube/platform/platform.module';
import { LiveDocuments } from '@cube/realtime/live/live-documents';
import { LiveServer } from '@cube/realtime/live/live-server';
import { Subscriptions } from '@cube/realtime/live/subscriptions';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { TerminusModule } from '@nestjs/terminus';
import type { ValidationError } from 'class-validator';

import { AccessGuard } from './access.guard';
import { DevelopmentModule } from './development/development.module';
import { ErrorsFilter } from './errors.filter';
import { GraphqlOptions } from './graphql-options';
import { HealthController } from './health.controller';
import { OrphanWatch } from './orphan-watch';
import { Rest } from './rest/rest';
import { RestController } from './rest/rest.controller';
import { SessionSweep } from './session-sweep';
import { ThrottleGuard } from './throttle.guard';
import { Tidied } from './tidied.pipe';

/** The door of the product: GraphQL by HTTP and WebSocket, sign-in, health. */
@Module({})
export class ApiModule {
  static for(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.for('api', config),
        FeaturesModule,
        AuthModule,
        BotsModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [AuthModule],
          useClass: GraphqlOptions,
        }),
        TerminusModule.forRoot({ logger: false }),
        ...(config.profile === 'development' ? [DevelopmentModule] : []),
      ],
      controllers: [HealthController, RestController],
      providers: [
        LiveServer,
        LiveDocuments,
        Subscriptions,
        Rest,
        OrphanWatch,
        SessionSweep,
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

const validation = () =>
  new ValidationPipe({
    transform: true,
    forbidUnknownValues: false,
    exceptionFactory: (errors) => {
      const fields = errors.flatMap((error) => problemsOf(error));
      return new Invalid(fields[0]?.message ?? 'Something in this request is not right.', fields);
    },
  });

/** One problem a field: its first message, under a path such as `options.0.name`. */
function problemsOf(
  error: ValidationError,
  above = '',
): readonly { readonly field: string; readonly message: string }[] {
  const field = above ? `${above}.${error.property}` : error.property;
  const [message] = Object.values(error.constraints ?? {});
  const inner = (error.children ?? []).flatMap((child) => problemsOf(child, field));
  return message === undefined ? inner : [{ field, message }, ...inner];
}
