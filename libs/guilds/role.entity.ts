import type { DiscordNetwork } from '@cube/platform/config';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('guild_role')
@ObjectType('GuildRole', { description: 'A role of a guild.' })
export class Role {
  @PrimaryColumn('text')
  network: DiscordNetwork;

  @PrimaryColumn('bigint')
  @Field(() => ID, { description: 'That of @everyone is the id of the guild.' })
  id: string;

  @Column('bigint')
  guildId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('int')
  @Field(() => Int, { description: 'RGB as a number; 0 for none.' })
  color: number;

  @Column('int')
  @Field(() => Int, {
    description: 'From the bottom up: a bot may give the roles below its own highest one.',
  })
  position: number;

  @Column('boolean')
  @Field(() => Boolean, {
    description: 'Given by Discord or an integration, such as the role of a bot: nobody else may give it.',
  })
  managed: boolean;

  @Column('text')
  @Field(() => String, { description: 'Bits of what it allows, in decimal.' })
  permissions: string;
}
