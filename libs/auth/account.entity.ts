import type { DiscordNetwork } from '@cube/platform/config';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { Role } from './roles';

/** Somebody who may sign in. A person of the simulator and one of Discord are never the same account. */
@Entity('account')
@ObjectType({ description: 'Somebody who may sign in.' })
export class Account {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  network: DiscordNetwork;

  /** Their user id at Discord. */
  @Column('bigint')
  discordId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  /** Hash of the picture at Discord. */
  @Column('text', { nullable: true })
  avatar: string | null;

  @Column('text')
  @Field(() => Role)
  role: Role;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}
