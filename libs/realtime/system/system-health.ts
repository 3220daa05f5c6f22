import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { LiveEvent } from '../live/live-event';

export const PartState = { WELL: 'WELL', TROUBLED: 'TROUBLED', DOWN: 'DOWN' } as const;
export type PartState = (typeof PartState)[keyof typeof PartState];
registerEnumType(PartState, {
  name: 'PartState',
  description: 'How a part of the house does.',
  valuesMap: {
    TROUBLED: { description: 'It works, and somebody should look at it.' },
    DOWN: { description: 'It does not answer; what is known of it is null or empty.' },
  },
});

@ObjectType({ isAbstract: true })
abstract class HousePart {
  @Field(() => PartState)
  state: PartState;

  @Field(() => [String], { description: 'What is wrong, and how to mend it; empty when all is well.' })
  advice: readonly string[];
}

@ObjectType({ description: 'What one kind of event takes in the database.' })
export class LogPart {
  @Field(() => String, { description: 'Such as command.executed.' })
  kind: string;

  @Field(() => Int, { description: 'Partitions, one for each day.' })
  partitions: number;

  @Field(() => Float, { description: 'With indexes.' })
  bytes: number;
}

@ObjectType({ description: 'A statement that PostgreSQL spent much time on, as pg_stat_statements has it.' })
export class SlowStatement {
  @Field(() => String, { description: 'Its text, without values.' })
  statement: string;

  @Field(() => Float)
  calls: number;

  @Field(() => Float, { description: 'Milliseconds of one call.' })
  mean: number;

  @Field(() => Float, { description: 'Milliseconds of all calls.' })
  total: number;
}

@ObjectType({ description: 'How PostgreSQL does. Figures are null when it does not say them.' })
export class PostgresHealth extends HousePart {
  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => Float, { nullable: true, description: 'Milliseconds until a question was answered.' })
  latency: number | null;

  @Field(() => Float, { nullable: true, description: 'Of the whole database, with indexes.' })
  bytes: number | null;

  @Field(() => Int, { nullable: true, description: 'Connections that are open, of all its clients.' })
  connections: number | null;

  @Field(() => Int, { nullable: true, description: 'Connections that there may be.' })
  mostConnections: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds; null when none is open.' })
  oldestTransaction: number | null;

  @Field(() => [LogPart], { description: 'The event log by kinds, the largest first; at most a minute old.' })
  log: readonly LogPart[];

  @Field(() => [SlowStatement], {
    nullable: true,
    description:
      'The ten that took the most time in all; null where PostgreSQL has no pg_stat_statements for us.',
  })
  slowStatements: readonly SlowStatement[] | null;
}

@ObjectType({
  description: 'How Redis does. Figures are null when it, or what stands in for it, does not say them.',
})
export class RedisHealth extends HousePart {
  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => Float, { nullable: true, description: 'Milliseconds until a PING was answered.' })
  latency: number | null;

  @Field(() => Float, { nullable: true })
  memoryBytes: number | null;

  @Field(() => Float, { nullable: true, description: 'Null where there is no limit.' })
  mostMemoryBytes: number | null;

  @Field(() => Int, { nullable: true })
  clients: number | null;

  @Field(() => Float, { nullable: true, description: 'Keys that it threw away for want of room.' })
  evictions: number | null;

  @Field(() => String, { nullable: true, description: 'AOF, RDB, AOF and RDB, or none.' })
  persistence: string | null;
}

@ObjectType({ description: 'A job that nobody tries again by themselves.' })
export class FailedJob {
  @Field(() => ID, { description: 'Within its queue.' })
  id: string;

  @Field(() => String)
  reason: string;

  @Field(() => Int)
  attempts: number;

  @Field(() => GraphQLISODateTime, { nullable: true })
  failedAt: Date | null;
}

@ObjectType({ description: 'One queue. What its jobs carry is shown to nobody.' })
export class QueueHealth extends HousePart {
  @Field(() => ID)
  name: string;

  @Field(() => Int, { nullable: true })
  waiting: number | null;

  @Field(() => Int, { nullable: true })
  active: number | null;

  @Field(() => Int, { nullable: true })
  delayed: number | null;

  @Field(() => Int, { nullable: true })
  failed: number | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when the job at its head waits.' })
  oldestWaiting: Date | null;

  @Field(() => [FailedJob], { description: 'The last twenty, newest first.' })
  failedJobs: readonly FailedJob[];
}

@ObjectType({ description: 'One api or worker, by its last heartbeat.' })
export class ProcessHealth extends HousePart {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'api or worker.' })
  role: string;

  @Field(() => String)
  host: string;

  @Field(() => Int)
  pid: number;

  @Field(() => String)
  version: string;

  @Field(() => GraphQLISODateTime)
  startedAt: Date;

  @Field(() => GraphQLISODateTime)
  heartbeatAt: Date;

  @Field(() => Float, { description: 'Of its resident set.' })
  memoryBytes: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Milliseconds by which its event loop is late, 99 of 100 times. Measured only while somebody looks; null before.',
  })
  loopDelay: number | null;
}

@ObjectType({ description: 'All processes that have reported within the hour.' })
export class ProcessesHealth extends HousePart {
  @Field(() => [ProcessHealth])
  all: readonly ProcessHealth[];
}

@ObjectType({ description: 'How the house does, at one moment. A part that does not answer says so itself.' })
export class SystemHealth {
  @Field(() => GraphQLISODateTime)
  at: Date;

  @Field(() => PostgresHealth)
  postgres: PostgresHealth;

  @Field(() => RedisHealth)
  redis: RedisHealth;

  @Field(() => [QueueHealth])
  queues: readonly QueueHealth[];

  @Field(() => ProcessesHealth)
  processes: ProcessesHealth;
}

@ObjectType({ description: 'It is measured every few seconds while somebody follows it.' })
export class SystemHealthEvent extends LiveEvent {
  @Field(() => SystemHealth, { nullable: true })
  health: SystemHealth | null;
}

/** WELL without advice. */
export const stateOf = (advice: readonly string[]): PartState =>
  advice.length === 0 ? PartState.WELL : PartState.TROUBLED;
