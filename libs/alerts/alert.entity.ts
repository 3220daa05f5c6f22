import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AlertKind, AlertSeverity, AlertState } from './alert-kinds';

@ObjectType({ description: 'One figure that was seen, such as errors: 12.' })
export class AlertFigure {
  @Field(() => String)
  name: string;

  @Field(() => String)
  value: string;
}

@ObjectType({ description: 'By what it was seen, as it was when the alert fired.' })
export class AlertEvidence {
  @Field(() => [AlertFigure])
  figures: readonly AlertFigure[];

  @Field(() => [ID], { description: 'Entries of the log that show it, newest first; at most ten.' })
  entryIds: readonly string[];
}

@ObjectType({ description: 'What was last changed before an alert fired: often the cause.' })
export class AlertChange {
  /** ISO 8601: it stands in a column of JSON. */
  @Field(() => GraphQLISODateTime)
  at: string;

  @Field(() => String, { description: 'Who changed it, as they were called then.' })
  who: string;

  @Field(() => String, { description: 'What was changed.' })
  what: string;

  @Field(() => ID, { nullable: true })
  botId: string | null;

  @Field(() => ID, { nullable: true, description: 'The version that the change made.' })
  versionId: string | null;

  @Field(() => ID, { nullable: true, description: 'The entry of the audit; only with MANAGE_PEOPLE.' })
  entryId: string | null;
}

@Entity('alert')
@ObjectType({ description: 'Something that a rule found wrong, from when it fired until it was well again.' })
export class Alert {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('uuid', { nullable: true })
  @Field(() => ID, { nullable: true, description: 'Null once the rule was deleted.' })
  ruleId: string | null;

  @Column('text')
  @Field(() => String, { description: 'As the rule was called then.' })
  ruleName: string;

  @Column('text')
  @Field(() => AlertKind)
  kind: AlertKind;

  @Column('text')
  @Field(() => AlertSeverity)
  severity: AlertSeverity;

  /** The id of the bot, or a word for what else a rule looks at; unique among what is open of a rule. */
  @Column('text')
  subject: string;

  @Column('text')
  @Field(() => String, {
    description: 'What it is about: the name of the bot, this installation, or a disk.',
  })
  subjectName: string;

  @Column('uuid', { nullable: true })
  @Field(() => ID, { nullable: true })
  botId: string | null;

  /** PENDING before it has been so for long enough; nobody is shown that. */
  @Column('text')
  @Field(() => AlertState)
  state: AlertState | 'PENDING';

  /** Since when it is so. */
  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  since: Date;

  /** Since when it is well again, while it still fires. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  calmSince: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime)
  firedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  resolvedAt: Date | null;

  @Column('text')
  @Field(() => String, { description: 'What is wrong, as a sentence.' })
  what: string;

  @Column('jsonb')
  @Field(() => AlertEvidence)
  evidence: AlertEvidence;

  @Column('jsonb', { nullable: true })
  @Field(() => AlertChange, { nullable: true })
  lastChange: AlertChange | null;
}

export const AlertConnection = connectionOf(Alert);

@ObjectType()
export class AlertEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true, description: 'The alert that fired or was resolved.' })
  alertId: string | null;

  @Field(() => Alert, { nullable: true })
  alert: Alert | null;

  @Field(() => ID, { nullable: true, description: 'The rule that was changed, or whose alert it is.' })
  ruleId: string | null;

  @Field(() => ID, { nullable: true, description: 'The target that was changed, reached or not reached.' })
  targetId: string | null;
}
