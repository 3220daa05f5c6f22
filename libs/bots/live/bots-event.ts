import type { Change } from '@cube/realtime/event-log/events';
import { ChangeEnum, LiveEvent } from '@cube/realtime/live/live-event';
import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsEnum, IsOptional, MaxLength } from 'class-validator';

import { Bot, BotObservation } from '../bot.entity';

@InputType({ description: 'Which bots; without anything, all that you see.' })
export class BotsFilter {
  @Field(() => String, { nullable: true, description: 'Part of a name.' })
  @IsOptional()
  @MaxLength(100, { message: 'At most 100 characters.' })
  search?: string | null;

  @Field(() => [BotObservation], { nullable: true, description: 'How a worker last saw them.' })
  @IsOptional()
  @ArrayMaxSize(10, { message: 'At most ten states.' })
  @IsEnum(BotObservation, { each: true })
  observed?: BotObservation[] | null;
}

@ObjectType({
  description:
    'All bots that match, at the beginning and after a gap; from then on one bot an event, when it changes.',
})
export class BotsEvent extends LiveEvent {
  /** What was asked for, for the resolvers. */
  filter: BotsFilter;
  /** How many bots a snapshot holds at most; null in what is no snapshot. */
  first: number | null;

  @Field(() => [Bot], {
    nullable: true,
    description:
      'Set at the beginning and after a gap: take it in place of what you have. By name, the first of them.',
  })
  snapshot: Bot[] | null;

  @Field(() => ChangeEnum, {
    nullable: true,
    description: 'REMOVED too when the bot does not match any more; UPDATED too when it matches only now.',
  })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  botId: string | null;

  @Field(() => Bot, { nullable: true, description: 'As it is now; null once it is REMOVED.' })
  bot: Bot | null;
}
