import { NetworkEnum } from '@cube/auth/installation';
import type { KnownIntent } from '@cube/discord-rules/intents';
import type { DiscordNetwork } from '@cube/platform/config';
import { connectionOf } from '@cube/platform/connection';
import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import type { ReasonCode } from './bot-adapter';

/** What people want of a bot. */
export enum BotWish {
  ONLINE = 'ONLINE',
  OFFLINE = 'OFFLINE',
}
registerEnumType(BotWish, { name: 'BotWish', description: 'What somebody wants a bot to be.' });

/** What was last seen of it. */
export enum BotObservation {
  OFFLINE = 'OFFLINE',
  STARTING = 'STARTING',
  ONLINE = 'ONLINE',
  FAILING = 'FAILING',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(BotObservation, {
  name: 'BotObservation',
  description: 'What a worker last saw of a bot.',
  valuesMap: { UNKNOWN: { description: 'No worker has reported for a while.' } },
});

export enum BotStatus {
  OFFLINE = 'OFFLINE',
  STARTING = 'STARTING',
  ONLINE = 'ONLINE',
  STOPPING = 'STOPPING',
  FAILING = 'FAILING',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(BotStatus, {
  name: 'BotStatus',
  description: 'One word for people, from what is wanted and what was observed.',
});

@Entity('bot')
@ObjectType({ description: 'A Discord application whose bot this installation runs.' })
export class Bot {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  @Column('text')
  @Field(() => NetworkEnum)
  network: DiscordNetwork;

  @Column('bigint')
  @Field(() => ID, { description: 'Discord’s id of the application.' })
  applicationId: string;

  /** Discord's id of the bot's user. */
  @Column('bigint')
  userId: string;

  @Column('text')
  @Field(() => String)
  name: string;

  @Column('text')
  @Field(() => String)
  description: string;

  /** Hash of the picture at Discord. */
  @Column('text', { nullable: true })
  avatar: string | null;

  @Column('uuid', { nullable: true })
  ownerId: string | null;

  /** Sealed; only `BotCredentials` opens it. */
  @Column('text', { select: false })
  token: string;

  @Column('text')
  tokenFingerprint: string;

  @Column('text')
  @Field(() => BotWish)
  wanted: BotWish;

  /** What people want it to hear of; null leaves that to what its features take. */
  @Column('text', { array: true, nullable: true })
  intents: KnownIntent[] | null;

  /** What the last run asked to hear of, beside what every bot does. */
  @Column('text', { array: true, nullable: true })
  askedIntents: KnownIntent[] | null;

  /** Bits of the application at Discord; among them which privileged intents it has. */
  @Column('int', { nullable: true })
  applicationFlags: number | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  flagsReadAt: Date | null;

  /** Rises with every wish; a restart is the same wish with a higher number. */
  @Column('int')
  generation: number;

  @Column('text')
  @Field(() => BotObservation)
  observed: BotObservation;

  /** The wish that the observation answers. */
  @Column('int')
  observedGeneration: number;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why the bot is not what it is wanted to be: a sentence with the way out.',
  })
  reason: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'The reason for programs, for example TOKEN_INVALID.' })
  reasonCode: ReasonCode | 'WORKER_AWAY' | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  observedAt: Date | null;

  /** The process that observed it. */
  @Column('uuid', { nullable: true })
  workerId: string | null;

  @Column('int', { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds to Discord’s gateway and back, while online.',
  })
  latency: number | null;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime, { description: 'When somebody last changed it.' })
  updatedAt: Date;
}

export const BotConnection = connectionOf(Bot);

@ObjectType()
export class BotEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  botId: string | null;

  @Field(() => Bot, { nullable: true, description: 'As it is now; null once it was removed.' })
  bot: Bot | null;
}

/** What people read of the two truths. An observation of an earlier wish says only that the later one is under way. */
export function statusOf(bot: Bot): BotStatus {
  if (bot.observed === BotObservation.UNKNOWN) return BotStatus.UNKNOWN;
  const isCurrent = bot.observedGeneration === bot.generation;
  if (bot.wanted === BotWish.OFFLINE) {
    return bot.observed === BotObservation.OFFLINE ? BotStatus.OFFLINE : BotStatus.STOPPING;
  }
  if (!isCurrent) return BotStatus.STARTING;
  return whileWanted[bot.observed];
}

const whileWanted = {
  [BotObservation.ONLINE]: BotStatus.ONLINE,
  [BotObservation.FAILING]: BotStatus.FAILING,
  [BotObservation.STARTING]: BotStatus.STARTING,
  [BotObservation.OFFLINE]: BotStatus.STARTING,
} as const;
