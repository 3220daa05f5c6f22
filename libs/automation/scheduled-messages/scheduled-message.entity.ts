import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('scheduled_message')
@ObjectType({ description: 'A message that a bot posts by the clock.' })
export class ScheduledMessage {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  botId: string;

  @Column('bigint')
  guildId: string;

  @Column('bigint')
  @Field(() => ID)
  channelId: string;

  @Column('text')
  @Field(() => String, {
    description: 'When, as five fields: minute, hour, day of the month, month, day of the week.',
  })
  cron: string;

  @Column('text')
  @Field(() => String, { description: 'In which zone the clock is read, for example Europe/Paris.' })
  timeZone: string;

  @Column('text')
  @Field(() => String, { description: 'What it says, in Liquid.' })
  template: string;

  @Column('boolean')
  @Field(() => Boolean)
  enabled: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it is due next; null while switched off.',
  })
  nextAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was last posted, or last should have been.',
  })
  lastAt: Date | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'Why the last time did not work; null when it did.' })
  lastError: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}
