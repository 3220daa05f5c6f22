import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

import { EventBus } from './bus/event-bus';
import { MessageLog } from './bus/message-log';
import { ConnectionsResolver, LiveConnectionEventResolver } from './connections/connections.resolver';
import { Connections } from './connections/connections.service';
import { LiveConnection } from './connections/live-connection.entity';
import { AuditChain } from './event-log/audit-chain';
import { ErrorReporter } from './event-log/error-reporter';
import { EventLog } from './event-log/event-log';
import { EventReader } from './event-log/event-reader';
import { EventTail } from './event-log/event-tail';
import { LogMetrics } from './event-log/log-metrics';
import { Retention } from './event-log/retention';
import { JobsResolver } from './jobs/jobs.resolver';
import { PresenceEventResolver, PresenceResolver } from './presence/presence.resolver';
import { Presence } from './presence/presence.service';
import { FailedJobs } from './system/failed-jobs.service';
import { PostgresWatch } from './system/postgres-watch';
import { ProcessWatch } from './system/process-watch';
import { QueueWatch } from './system/queue-watch';
import { RedisWatch } from './system/redis-watch';
import { SystemResolver } from './system/system.resolver';
import { System } from './system/system.service';
import { SystemNews } from './system/system-news';

/** The event log and who follows it. Global: everything that happens is recorded through it. */
@Global()
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([LiveConnection])],
  providers: [
    EventLog,
    EventReader,
    EventTail,
    LogMetrics,
    AuditChain,
    Retention,
    ErrorReporter,
    EventBus,
    MessageLog,
    Connections,
    ConnectionsResolver,
    LiveConnectionEventResolver,
    Presence,
    PresenceResolver,
    PresenceEventResolver,
    JobsResolver,
    PostgresWatch,
    RedisWatch,
    QueueWatch,
    ProcessWatch,
    System,
    SystemNews,
    FailedJobs,
    SystemResolver,
  ],
  exports: [EventLog, EventReader, EventTail, AuditChain, ErrorReporter, EventBus, Connections, SystemNews],
})
export class RealtimeModule {}
