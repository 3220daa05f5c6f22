import type { DiscordNetwork } from '@cube/platform/config';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('bot_guild')
@ObjectType({ description: 'A bot as a member of a guild.' })
export class BotInGuild {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  botId: string;

  @PrimaryColumn('bigint')
  @Field(() => ID)
  guildId: string;

  @Column('text')
  network: DiscordNetwork;

  @Column('bigint', { array: true, nullable: true })
  @Field(() => [ID], { nullable: true, description: 'Null until Discord has told.' })
  roleIds: string[] | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it joined.' })
  joinedAt: Date | null;
}
