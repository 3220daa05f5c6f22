import { connectionOf } from '@cube/platform/connection';
import type { FieldProblem } from '@cube/platform/errors';
import { JsonScalar } from '@cube/platform/json-scalar';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import type { ShapeData, SuggestionData } from './command-data';
import { CommandSource, CommandType } from './command-kinds';
import { CommandSync } from './command-sync.entity';
import type { Audience, Throttle } from './gates/gate';
import type { StepData } from './steps/step-kind';

@ObjectType({ description: 'One thing that is wrong with one field of an input.' })
export class Problem implements FieldProblem {
  @Field(() => String, { description: 'The field, for example name or options.0.name.' })
  field: string;

  @Field(() => String)
  message: string;
}

@Entity('command')
@ObjectType({ description: 'A command of one bot.' })
export class Command {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  @Field(() => ID)
  botId: string;

  @Column('text')
  @Field(() => CommandSource)
  source: CommandSource;

  @Column('text')
  @Field(() => CommandType)
  type: CommandType;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('text')
  @Field(() => String)
  description: string;

  /** Null for a built-in command. */
  @Column('jsonb', { nullable: true })
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What a custom command does, as its steps; see the schema of steps.',
  })
  steps: StepData[] | null;

  @Column('jsonb', { default: {} })
  @Field(() => JsonScalar, {
    description: 'What Discord shows of it: options, translations, default permissions, contexts, nsfw.',
  })
  shape: ShapeData;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The handler in code that a custom command is bound to.',
  })
  handler: string | null;

  @Column('jsonb', { default: {} })
  @Field(() => JsonScalar, {
    description:
      'What is suggested for an option: a list of texts, or { query: commands | variables | members | roles | channels }.',
  })
  suggestions: SuggestionData;

  @Column('jsonb', { default: {} })
  @Field(() => JsonScalar, {
    description:
      'Ids of roles, channels and members to whom it is open, and notRoles … to whom it is not; {} is everybody.',
  })
  audience: Audience;

  @Column('jsonb', { default: [] })
  @Field(() => JsonScalar, {
    description: 'A list of { per: user | guild | channel | command, uses, seconds }.',
  })
  throttles: Throttle[];

  @Column('boolean', { default: true })
  @Field(() => Boolean, { description: 'A command that is switched off is not offered in Discord.' })
  enabled: boolean;

  @Column('bigint', { nullable: true })
  @Field(() => ID, {
    nullable: true,
    description: 'Discord’s id of the command, once it is registered there.',
  })
  discordId: string | null;

  @Column('jsonb', { default: [] })
  @Field(() => [Problem], { description: 'What Discord refused at the last synchronisation.' })
  problems: Problem[];

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  updatedAt: Date;
}

export const CommandConnection = connectionOf(Command);

@ObjectType()
export class CommandEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  botId: string | null;

  @Field(() => ID, { nullable: true, description: 'Null when the news is the synchronisation.' })
  commandId: string | null;

  @Field(() => Command, { nullable: true, description: 'As it is now; null once it was deleted.' })
  command: Command | null;

  @Field(() => CommandSync, { nullable: true })
  sync: CommandSync | null;
}
