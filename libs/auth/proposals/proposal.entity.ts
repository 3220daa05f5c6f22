import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What two people can be made to agree to. */
export enum DangerousDeed {
  REMOVE_BOT = 'REMOVE_BOT',
  ADMIN_KEY = 'ADMIN_KEY',
  ROTATE_SECRETS = 'ROTATE_SECRETS',
  RELAX_RULE = 'RELAX_RULE',
}
registerEnumType(DangerousDeed, {
  name: 'DangerousDeed',
  description: 'What two people can be made to agree to.',
  valuesMap: {
    ADMIN_KEY: { description: 'An API key that may do what concerns the whole installation.' },
    ROTATE_SECRETS: { description: 'Changing the keys under which all secrets are stored.' },
    RELAX_RULE: { description: 'Taking a deed out of this very rule; always part of it once it is on.' },
  },
});

export enum ProposalState {
  OPEN = 'OPEN',
  DONE = 'DONE',
  REJECTED = 'REJECTED',
  FAILED = 'FAILED',
}
registerEnumType(ProposalState, {
  name: 'ProposalState',
  description: 'What became of a proposal.',
  valuesMap: { FAILED: { description: 'A second person agreed, and it did not work.' } },
});

/** A dangerous deed that waits for a second person. */
@Entity('proposal')
@ObjectType({ description: 'A dangerous deed that waits for a second person, or did.' })
export class Proposal {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  @Field(() => DangerousDeed)
  deed: DangerousDeed;

  /** What the deed needs to be done; no secret. */
  @Column('jsonb')
  details: Record<string, string | string[]>;

  @Column('text')
  @Field(() => String, { description: 'What would happen, as a sentence.' })
  what: string;

  /** Null for whoever sits at the operator's terminal. */
  @Column('uuid', { nullable: true })
  proposerId: string | null;

  @Column('text')
  @Field(() => String)
  proposerName: string;

  @Column('text')
  @Field(() => ProposalState)
  state: ProposalState;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'Who agreed, refused, or broke the glass.' })
  deciderName: string | null;

  @Column('boolean', { default: false })
  @Field(() => Boolean, { description: 'True when one person did it alone, for a reason that they gave.' })
  glassBroken: boolean;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why: of a refusal, a failure, or of breaking the glass.',
  })
  reason: string | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  @Field(() => GraphQLISODateTime, { description: 'After this it must be proposed anew.' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  decidedAt: Date | null;
}

export const ProposalConnection = connectionOf(Proposal);

@ObjectType()
export class ProposalEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  proposalId: string | null;

  @Field(() => Proposal, { nullable: true })
  proposal: Proposal | null;
}

@ObjectType({ description: 'For which deeds two people must agree.' })
export class TwoPersonRule {
  @Field(() => [DangerousDeed], { description: 'Empty while the rule is off.' })
  deeds: readonly DangerousDeed[];

  @Field(() => Boolean, { description: 'True once two people could agree.' })
  canBeSwitchedOn: boolean;
}
