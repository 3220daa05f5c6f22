import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export enum MailState {
  QUEUED = 'QUEUED',
  SENT = 'SENT',
  FAILED = 'FAILED',
}
registerEnumType(MailState, {
  name: 'MailState',
  valuesMap: {
    QUEUED: { description: 'Waits to be sent, for the first time or again.' },
    SENT: { description: 'Handed to the mail server, or laid into the development mailbox.' },
    FAILED: { description: 'Refused by the mail server for good; nobody tries again by themselves.' },
  },
});

/** A mail that has to leave, written in the transaction of what it tells. */
@Entity('mail')
@ObjectType({ description: 'A mail of ours, without what it says: that is between us and its reader.' })
export class Mail {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  @Field(() => String)
  recipient: string;

  @Column('text')
  @Field(() => String)
  subject: string;

  /** Sealed, for it holds links that open doors; null once it is sent and need not be kept. */
  @Column('text', { nullable: true, select: false })
  body: string | null;

  @Column('text')
  @Field(() => MailState)
  state: MailState;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'How often it was tried.' })
  attempts: number;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'What the mail server said the last time it refused.' })
  lastError: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime, { description: 'When it is tried next, while it is QUEUED.' })
  dueAt: Date;

  /** Until when whoever sends it right now has it for themselves. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  heldUntil: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  sentAt: Date | null;
}

export const MailConnection = connectionOf(Mail);

@ObjectType({
  description: 'A mail in the development mailbox, which stands in where no mail server is set.',
})
export class MailboxLetter {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  recipient: string;

  @Field(() => String)
  subject: string;

  @Field(() => String)
  text: string;

  @Field(() => [String], { description: 'The addresses in it, in their order.' })
  links: readonly string[];

  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}

export const MailboxLetterConnection = connectionOf(MailboxLetter);

@ObjectType()
export class MailEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  mailId: string | null;

  @Field(() => Mail, { nullable: true })
  mail: Mail | null;
}
