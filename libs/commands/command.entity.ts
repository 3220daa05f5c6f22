import { connectionOf } from '@cube/platform/connection';
import type { FieldProblem } from '@cube/platform/errors';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CommandSource, CommandType } from './command-kinds';
import { CommandSync } from './command-sync.entity';

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

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'What the bot answers; null for a built-in command.' })
  response: string | null;

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
