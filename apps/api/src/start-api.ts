import { Accounts } from '@cube/auth/accounts.service';
import { largestPicture } from '@cube/auth/uploads/uploads.controller';
import { migrate, refuseOldSchema } from '@cube/features/migrate';
import type { Config } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { traceSql } from '@cube/platform/tracing/trace-sql';
import { startTracing, tracing } from '@cube/platform/tracing/tracing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { LiveServer } from '@cube/realtime/live/live-server';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';

import { ApiModule } from './api.module';
import { recordRequests } from './development/record-requests';
import { errorBody } from './errors.filter';
import { watchForLeaks } from './leak-watch';
import { protect } from './protection';
import { checkRequests } from './request-checks';
import { revalidate } from './revalidation';
import { servePanel } from './serve-panel';
import { traceRequests } from './trace-requests';

/** Bytes of a request; the longest that we send ourselves, a command with its answer, is a few thousand. */
const mostBytes = 256 * 1024;

export interface RunningApi {
  readonly app: NestFastifyApplication;
  /** Lets requests end, and keeps no idle connection waiting. */
  close(): Promise<void>;
}

/** Starts the api. `panel` is the folder of the built panel; without one there is only the api. */
export async function startApi(config: Config, panel?: string): Promise<RunningApi> {
  if (config.migrateOnStart) await migrate(config);
  await refuseOldSchema(config);
  const stopTracing = await startTracing(config, 'api');
  const adapter = new FastifyAdapter({
    bodyLimit: mostBytes,
    trustProxy: config.trustProxy ?? false,
    // An address such as /%, which reaches no route and no hook.
    frameworkErrors: (_: unknown, { url }: FastifyRequest, reply: FastifyReply) =>
      void reply.code(400).send(errorBody(url, 'INVALID', 'This address is malformed.')),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.for(config), adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get(Logger);
  tracing()?.logTo(logger);
  app.useLogger(logger);

  await protect(app, config);
  takePictures(app);
  watchForLeaks(app);
  checkRequests(app, config);
  revalidate(app);
  traceSql(app.get(DataSource));
  traceRequests(app);
  if (config.profile === 'development') recordRequests(app);
  if (panel) await servePanel(app, panel);
  await app.init();
  app.get(LiveServer).attach(app.getHttpServer(), '/graphql');
  await app.listen(config.port, config.host);

  // graphql-js leaves a rejection unobserved when one item of a list fails while another is awaited.
  const reporter = app.get(ErrorReporter);
  const onRejection = (error: unknown) => reporter.report(error, { where: 'a promise that nobody awaits' });
  process.on('unhandledRejection', onRejection);

  logger.log(`The api listens on ${config.publicUrl}`, 'Api');
  await inviteTheOwner(app.get(Accounts), config, logger);
  return {
    app,
    close: () =>
      close(app)
        .finally(stopTracing)
        .finally(() => process.off('unhandledRejection', onRejection)),
  };
}

/** Pictures come as they are, and may be larger than what we read as JSON. */
function takePictures(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: largestPicture }, (_, body, done) =>
    done(null, body),
  );
}

/** In production the first owner is whoever reads this line. */
async function inviteTheOwner(accounts: Accounts, config: Config, logger: Logger): Promise<void> {
  if (!accounts.needsBootstrap || (await accounts.hasOwner())) return;
  const address = `${config.publicUrl}/auth/discord?bootstrap=${accounts.bootstrapToken}`;
  logger.warn(
    `Nobody owns this installation yet. Sign in with Discord at this address to own it: ${address} – or register by e-mail at ${config.publicUrl}/register#token=${accounts.bootstrapToken}`,
    'Api',
  );
}

async function close(app: NestFastifyApplication): Promise<void> {
  // A browser's idle keep-alive connections would hold the end up for seconds.
  const idle = setInterval(() => app.getHttpServer().closeIdleConnections(), 50);
  try {
    await app.get(LiveServer).stop();
    await app.close();
  } finally {
    clearInterval(idle);
  }
}
