import { SyncState } from '@cube/guilds/guild-sync.entity';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether Discord has the commands of a bot as they stand here. */
@Entity('command_sync')
@ObjectType({ description: 'Whether Discord has the commands of a bot as they stand here.' })
export class CommandSync {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  botId: string;

  @Column('text')
  @Field(() => SyncState)
  state: SyncState;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it failed: a sentence with the way out.' })
  problem: string | null;

  /** Rises with every change; a synchronisation answers the number that it began with. */
  @Column('int')
  wanted: number;

  @Column('int', { default: 0 })
  answered: number;

  /** SHA-256 of the list that Discord has; null when that is not known. */
  @Column('text', { nullable: true })
  hash: string | null;

  @Column('int', { default: 0 })
  attempts: number;

  /** After a failure that may pass: not before this. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  retryAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  syncedAt: Date | null;

  /** When somebody last compared it with what Discord has. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lookedAt: Date | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'What somebody changed at Discord behind our back, if anything was found.',
  })
  drift: string | null;
}
