import type { DiscordNetwork } from '@cube/platform/config';
import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AccountState } from './onboarding/account-state';
import { Role } from './roles';

/**
 * Somebody who may sign in, or is on the way to it. The two networks are two worlds: what a person of the simulator
 * made or let in never opens anything once the installation talks to the real Discord.
 */
@Entity('account')
@ObjectType({ description: 'Somebody who may sign in, or is on the way to it.' })
export class Account {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  network: DiscordNetwork;

  /** Their user id at Discord; null for who signs in by e-mail only. */
  @Column('bigint', { nullable: true })
  discordId: string | null;

  @Column('text')
  @Field(() => String)
  name: string;

  /** Hash of the picture at Discord. */
  @Column('text', { nullable: true })
  avatar: string | null;

  @Column('text')
  @Field(() => Role)
  role: Role;

  @Column('text', { default: AccountState.WAITING })
  @Field(() => AccountState)
  state: AccountState;

  /** In small letters, unique within a network; it counts once it is verified. */
  @Column('text', { nullable: true })
  email: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  emailVerifiedAt: Date | null;

  /** The e-mail that takes the place of the other one as soon as its link was opened. */
  @Column('text', { nullable: true })
  newEmail: string | null;

  /** Argon2id, in the PHC string format. */
  @Column('text', { nullable: true, select: false })
  passwordHash: string | null;

  /** A sealed key for one-time codes; it counts once `totpSince` is set. */
  @Column('text', { nullable: true, select: false })
  totpKey: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  totpSince: Date | null;

  /** The 30-second step of the last code that was used: it and all before it are spent. */
  @Column('bigint', { nullable: true, select: false })
  totpStep: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}

export const AccountConnection = connectionOf(Account);

@ObjectType()
export class AccountEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  accountId: string | null;

  @Field(() => Account, { nullable: true, description: 'As it is now; null once it was removed.' })
  account: Account | null;
}
