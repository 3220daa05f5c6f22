import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export enum SyncState {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  DONE = 'DONE',
  FAILED = 'FAILED',
}
registerEnumType(SyncState, { name: 'SyncState', description: 'How far a synchronisation with Discord is.' });

/** The last full re-read of one bot's guilds. */
@Entity('guild_sync')
@ObjectType({ description: 'The last full reading of a bot’s guilds from Discord.' })
export class GuildSync {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  botId: string;

  @Column('text')
  @Field(() => SyncState)
  state: SyncState;

  @Column('int')
  @Field(() => Int, { description: 'Guilds read so far.' })
  done: number;

  @Column('int', { nullable: true })
  @Field(() => Int, { nullable: true, description: 'Guilds to read, once that is known.' })
  total: number | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true })
  problem: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  requestedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  finishedAt: Date | null;
}
