import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('reaction_role')
@ObjectType({ description: 'A role that members get while they react to a message with an emoji.' })
export class ReactionRole {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  botId: string;

  @Column('bigint')
  guildId: string;

  @Column('bigint')
  @Field(() => ID)
  channelId: string;

  @Column('bigint')
  @Field(() => ID)
  messageId: string;

  @Column('text')
  @Field(() => String, { description: 'A character, or name:id of an emoji of the server’s own.' })
  emoji: string;

  @Column('bigint')
  @Field(() => ID)
  roleId: string;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}
