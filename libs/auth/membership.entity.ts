import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { BotRole } from './roles';

/** What an account is for one bot. */
@Entity('bot_member')
@ObjectType('BotMember', { description: 'What somebody is for one bot.' })
export class Membership {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  botId: string;

  @PrimaryColumn('uuid')
  @Field(() => ID)
  accountId: string;

  @Column('text')
  @Field(() => BotRole)
  role: BotRole;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime, { description: 'Since when.' })
  createdAt: Date;
}

@ObjectType()
export class BotMemberEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  botId: string | null;

  @Field(() => ID, { nullable: true })
  accountId: string | null;

  @Field(() => Membership, { nullable: true, description: 'As it is now; null once it was taken away.' })
  member: Membership | null;
}
