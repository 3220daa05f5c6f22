import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AlertTargetKind } from './alert-kinds';

@Entity('alert_target')
@ObjectType({ description: 'Where alerts go.' })
export class AlertTarget {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('text')
  @Field(() => AlertTargetKind)
  kind: AlertTargetKind;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The e-mail address; of a webhook where it is, without its path, which may be a secret.',
  })
  address: string | null;

  @Column('uuid', { nullable: true })
  @Field(() => ID, { nullable: true, description: 'The bot that posts into the channel.' })
  botId: string | null;

  @Column('bigint', { nullable: true })
  @Field(() => ID, { nullable: true })
  channelId: string | null;

  /** Of webhooks: `WebhookSecret` as sealed JSON. */
  @Column('text', { nullable: true, select: false })
  secret: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When something last reached it.' })
  lastSentAt: Date | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why it was not reached the last time; null when it was.',
  })
  lastError: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}

@ObjectType()
export class NewAlertTarget {
  @Field(() => AlertTarget)
  target: AlertTarget;

  @Field(() => String, {
    nullable: true,
    description: 'With what requests to the webhook are signed; it is shown this once.',
  })
  secret: string | null;
}
