import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ConnectionsResolver, LiveConnectionEventResolver } from './connections/connections.resolver';
import { Connections } from './connections/connections.service';
import { LiveConnection } from './connections/live-connection.entity';
import { ErrorReporter } from './event-log/error-reporter';
import { EventLog } from './event-log/event-log';
import { EventReader } from './event-log/event-reader';
import { EventTail } from './event-log/event-tail';

/** The event log and who follows it. Global: everything that happens is recorded through it. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([LiveConnection])],
  providers: [
    EventLog,
    EventReader,
    EventTail,
    ErrorReporter,
    Connections,
    ConnectionsResolver,
    LiveConnectionEventResolver,
  ],
  exports: [EventLog, EventReader, EventTail, ErrorReporter, Connections],
})
export class RealtimeModule {}
