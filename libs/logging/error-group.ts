import { pagesOf } from '@cube/platform/connection';
import { LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsBoolean, IsDate, IsLowercase, IsOptional, IsUUID, MaxLength } from 'class-validator';

import { LogEntry } from './log-entry';

@InputType({ description: 'Every condition must hold.' })
export class ErrorFilter {
  @Field(() => ID, { nullable: true })
  @IsOptional()
  @IsUUID(undefined, { message: 'This is no id of a bot.' })
  @IsLowercase({ message: 'This is no id of a bot.' })
  botId?: string;

  @Field(() => String, { nullable: true, description: 'Words, as a LogFilter takes them.' })
  @IsOptional()
  @MaxLength(200, { message: 'Search for at most 200 characters.' })
  text?: string;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @IsOptional()
  @IsDate({ message: 'This is no date.' })
  from?: Date;

  @Field(() => Boolean, { nullable: true, description: 'Left out, both.' })
  @IsOptional()
  @IsBoolean()
  isResolved?: boolean;
}

@ObjectType({ description: 'One fault, however often it was raised.' })
export class ErrorGroup {
  @Field(() => ID)
  fingerprint: string;

  @Field(() => Int, { description: 'How often it was raised, of the entries that were counted.' })
  count: number;

  @Field(() => GraphQLISODateTime, { description: 'When first, of the entries that were counted.' })
  firstAt: Date;

  @Field(() => GraphQLISODateTime)
  lastAt: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When somebody marked it as dealt with; null when it was raised again after that.',
  })
  resolvedAt: Date | null;

  @Field(() => LogEntry, { description: 'Its newest entry.' })
  last: LogEntry;
}

@ObjectType({ description: 'The faults in the newest 10,000 errors that match, the one raised last first.' })
export class ErrorGroupConnection extends pagesOf(ErrorGroup) {
  @Field(() => Int, { description: 'Errors that were counted.' })
  counted: number;

  @Field(() => Boolean, { description: 'False when older errors match, which were not counted.' })
  isComplete: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'The oldest error that was counted.' })
  since: Date | null;
}

@ObjectType({ description: 'A fault was raised, or somebody dealt with it.' })
export class ErrorEvent extends LiveEvent {
  @Field(() => ID, { nullable: true })
  fingerprint: string | null;

  @Field(() => LogEntry, { nullable: true, description: 'The entry, when it was raised.' })
  entry: LogEntry | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was marked as dealt with, if that is what happened: every entry until then is.',
  })
  resolvedAt: Date | null;
}
