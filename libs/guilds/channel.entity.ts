import type { Overwrite } from '@cube/discord-rules/permission-maths';
import type { DiscordNetwork } from '@cube/platform/config';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ChannelType } from 'discord-api-types/v10';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('channel')
@ObjectType({ description: 'A channel of a guild.' })
export class Channel {
  @PrimaryColumn('text')
  network: DiscordNetwork;

  @PrimaryColumn('bigint')
  @Field(() => ID)
  id: string;

  @Column('bigint')
  guildId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  /** Discord's number for the kind of channel. */
  @Column('int')
  kind: number;

  @Column('int')
  @Field(() => Int, { description: 'Its place in the list, from the top.' })
  position: number;

  @Column('bigint', { nullable: true })
  @Field(() => ID, { nullable: true, description: 'The category it stands in.' })
  parentId: string | null;

  /** What roles and members may and may not do in it, beside what they may in the guild. */
  @Column('jsonb', { default: [] })
  overwrites: Overwrite[];
}

/** Discord's name for the kind of a channel, `GuildText`; a kind that is newer than this list by its number. */
export const channelTypeName = (kind: number): string => ChannelType[kind] ?? `Type${kind}`;
