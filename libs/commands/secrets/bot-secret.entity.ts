import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('bot_secret')
@ObjectType({
  description: 'Something that HTTP steps of a bot send and nobody reads: its value is shown to nobody.',
})
export class BotSecret {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid')
  botId: string;

  @Column('text')
  @Field(() => String, { description: 'Steps write {{ secret.NAME }}.' })
  name: string;

  /** An envelope of `Secrets`. */
  @Column('text')
  value: string;

  @Column('text', { array: true })
  @Field(() => [String], { description: 'To which it may be sent, and to no other.' })
  hosts: string[];

  @Column('text')
  @Field(() => String, { description: 'Who set it last.' })
  changedBy: string;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  changedAt: Date;
}
