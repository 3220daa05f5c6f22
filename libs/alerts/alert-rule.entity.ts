import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AlertKind, AlertSeverity } from './alert-kinds';

@Entity('alert_rule')
@ObjectType({ description: 'When people are told that something is wrong, and who is told.' })
export class AlertRule {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('text')
  @Field(() => AlertKind)
  kind: AlertKind;

  @Column('uuid', { nullable: true })
  @Field(() => ID, { nullable: true, description: 'The only bot that it looks at; null for all of them.' })
  botId: string | null;

  @Column('double precision', { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'From what figure on; its unit is that of the kind. Null for kinds without one.',
  })
  threshold: number | null;

  @Column('int', { nullable: true })
  @Field(() => Int, { nullable: true, description: 'Over how many seconds it counts, where it counts.' })
  windowSeconds: number | null;

  @Column('int')
  @Field(() => Int, { description: 'For how many seconds it must be so before it fires.' })
  forSeconds: number;

  @Column('int')
  @Field(() => Int, { description: 'For how many seconds it must be well again before it is resolved.' })
  calmSeconds: number;

  @Column('text')
  @Field(() => AlertSeverity)
  severity: AlertSeverity;

  @Column('uuid', { array: true, default: [] })
  @Field(() => [ID], { description: 'Who is told.' })
  targetIds: string[];

  @Column('boolean')
  @Field(() => Boolean)
  enabled: boolean;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}
