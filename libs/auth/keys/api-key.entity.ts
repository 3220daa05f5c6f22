import { connectionOf } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether a key opens anything. */
export enum ApiKeyState {
  ACTIVE = 'ACTIVE',
  WAITING = 'WAITING',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}
registerEnumType(ApiKeyState, {
  name: 'ApiKeyState',
  description: 'Whether an API key opens anything.',
  valuesMap: { WAITING: { description: 'A second person has to agree to it first.' } },
});

/** Why a key was revoked. */
export enum RevokedBecause {
  ASKED = 'ASKED',
  LEAKED = 'LEAKED',
}
registerEnumType(RevokedBecause, {
  name: 'RevokedBecause',
  description: 'Why an API key was revoked.',
  valuesMap: {
    ASKED: { description: 'Somebody did it.' },
    LEAKED: {
      description: 'It stood where no key may stand, in a log line or an address, and was revoked by itself.',
    },
  },
});

/** What a program signs in with, in the name of its owner. */
@Entity('api_key')
@ObjectType({
  description:
    'What a program signs in with, in the name of its owner. Its secret is shown once, when it is made.',
})
export class ApiKey {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  /** Its owner. */
  @Column('uuid')
  accountId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('text')
  @Field(() => String, {
    description:
      'What stands between cube_ and the secret. It names the key and is no secret: the client_id of OAuth.',
  })
  prefix: string;

  /** True until a second person has agreed to it, where the installation asks for one. */
  @Column('boolean', { default: false })
  isWaiting: boolean;

  /** SHA-256 of the whole key: who reads this row cannot use it. */
  @Column('text', { select: false })
  hash: string;

  /** That of the secret which a rotation replaced, while both work. */
  @Column('text', { select: false, nullable: true })
  previousHash: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Until then the secret works that the last rotation replaced.',
  })
  previousUntil: Date | null;

  @Column('text', { array: true })
  @Field(() => [Permission], {
    description: 'What it may do, as far as its owner may: what they lose the key loses too.',
  })
  scopes: Permission[];

  @Column('uuid', { array: true, nullable: true })
  @Field(() => [ID], { nullable: true, description: 'For which bots; null for all that its owner has.' })
  botIds: string[] | null;

  @Column('text', { array: true })
  @Field(() => [String], {
    description: 'From which addresses it works, as CIDR blocks such as 10.0.0.0/8; from all if empty.',
  })
  addresses: string[];

  @Column('int', { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: 'Points of cost that its operations may use up an hour; null for no bound of its own.',
  })
  budget: number | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'To the minute.' })
  lastUsedAt: Date | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'The IP address from which it was last used.' })
  lastUsedAddress: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  revokedAt: Date | null;

  @Column('text', { nullable: true })
  @Field(() => RevokedBecause, { nullable: true })
  revokedBecause: RevokedBecause | null;
}

export const ApiKeyConnection = connectionOf(ApiKey);

/** A key together with its secret, which stands nowhere else. */
@ObjectType({ description: 'A key with its secret, which nobody can read again.' })
export class MintedApiKey {
  @Field(() => ApiKey)
  apiKey: ApiKey;

  @Field(() => String, {
    description: 'What to send as “Authorization: Bearer …”. Keep it: it is shown only now.',
  })
  secret: string;
}

@ObjectType()
export class ApiKeyEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  keyId: string | null;

  @Field(() => String, { nullable: true, description: 'What happened, as one sentence.' })
  what: string | null;

  @Field(() => ApiKey, { nullable: true, description: 'As it is now.' })
  apiKey: ApiKey | null;
}

export function stateOf({
  revokedAt,
  expiresAt,
  isWaiting,
}: Pick<ApiKey, 'revokedAt' | 'expiresAt' | 'isWaiting'>): ApiKeyState {
  if (revokedAt) return ApiKeyState.REVOKED;
  if (isWaiting) return ApiKeyState.WAITING;
  return expiresAt && expiresAt.getTime() <= Date.now() ? ApiKeyState.EXPIRED : ApiKeyState.ACTIVE;
}
