import { guardProcess } from '@cube/discord/guard-process';
import { refuseOldSchema } from '@cube/features/migrate';
import type { Config } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { traceSql } from '@cube/platform/tracing/trace-sql';
import { startTracing, tracing } from '@cube/platform/tracing/tracing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';

import { AlertSchedule } from './alert-schedule';
import { CommandRegistrar } from './command-registrar';
import { DriftWatch } from './drift-watch';
import { GuildSyncSchedule } from './guild-sync-schedule';
import { IntentWatch } from './intent-watch';
import { MailSchedule } from './mail-schedule';
import { MessageSchedule } from './message-schedule';
import { Reconciler } from './reconciler';
import { Turn } from './turn';
import { WorkerModule } from './worker.module';

export interface RunningWorker {
  readonly app: INestApplicationContext;
  close(): Promise<void>;
}

/** Starts a worker, which begins to work when it is its turn. `leave` is called when the process cannot be trusted any more. */
export async function startWorker(config: Config, leave: () => void): Promise<RunningWorker> {
  await refuseOldSchema(config);
  const stopTracing = await startTracing(config, 'worker');
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  tracing()?.logTo(logger);
  traceSql(app.get(DataSource));
  const unguard = guardProcess(app.get(ErrorReporter), leave);

  const parts = [
    app.get(Reconciler),
    app.get(CommandRegistrar),
    app.get(DriftWatch),
    app.get(GuildSyncSchedule),
    app.get(IntentWatch),
    app.get(MailSchedule),
    app.get(MessageSchedule),
    app.get(AlertSchedule),
  ] as const;
  const halt = () => Promise.all(parts.map((part) => part.halt()));
  void app.get(Turn).keep({
    begin: () => parts.forEach((part) => part.begin()),
    end: async () => {
      await halt();
      await app.get(Reconciler).stopAll();
    },
  });

  return {
    app,
    async close() {
      // Or the bots that go down now would be brought up again.
      await halt();
      await app.close();
      await stopTracing();
      unguard();
    },
  };
}
