import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One browser in which somebody is signed in. */
@Entity('session')
@ObjectType({ description: 'One browser in which you are signed in.' })
export class Session {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  accountId: string;

  /** SHA-256 of the token in the cookie: who reads this row cannot use it. */
  @Column('text', { select: false })
  tokenHash: string;

  @Column('text')
  @Field(() => String, { description: 'Browser and system, as the browser names itself.' })
  device: string;

  @Column('text')
  @Field(() => String, { description: 'The IP address from which it was opened.' })
  address: string;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime, { description: 'To the minute.' })
  lastUsedAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  @Field(() => GraphQLISODateTime)
  expiresAt: Date;
}

export const SessionConnection = connectionOf(Session);

@ObjectType()
export class SessionEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  sessionId: string | null;

  @Field(() => Session, { nullable: true, description: 'Null once it has ended.' })
  session: Session | null;
}
