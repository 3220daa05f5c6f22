import type { DiscordNetwork } from '@cube/platform/config';
import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { GuildSync } from './guild-sync.entity';

@Entity('guild')
@ObjectType({ description: 'A Discord server that at least one of the bots is in.' })
export class Guild {
  @PrimaryColumn('text')
  network: DiscordNetwork;

  @PrimaryColumn('bigint')
  @Field(() => ID, { description: 'Discord’s id.' })
  id: string;

  @Column('text')
  @Field(() => String)
  name: string;

  /** Hash of the picture at Discord. */
  @Column('text', { nullable: true })
  icon: string | null;

  @Column('bigint', { nullable: true })
  @Field(() => ID, { nullable: true })
  ownerId: string | null;

  @Column('int')
  @Field(() => Int)
  memberCount: number;

  @Column('text', { array: true, default: [] })
  @Field(() => [String], { description: 'What Discord calls its abilities, such as COMMUNITY.' })
  features: string[];

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime, { description: 'When it was last read from Discord.' })
  syncedAt: Date;
}

export const GuildConnection = connectionOf(Guild);

@ObjectType()
export class GuildEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true, description: 'The bot that sees the guild.' })
  botId: string | null;

  @Field(() => ID, { nullable: true, description: 'Null when the news is the synchronisation.' })
  guildId: string | null;

  @Field(() => Guild, { nullable: true, description: 'As it is now; null once no bot is in it.' })
  guild: Guild | null;

  @Field(() => GuildSync, { nullable: true })
  sync: GuildSync | null;
}
