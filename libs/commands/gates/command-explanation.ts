import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';

import { Gate } from './gate';

const snowflake = /^\d{15,20}$/;
const noId = { message: 'This is no id of Discord: they have 15 to 20 digits.' };

@InputType({ description: 'Somebody who would run a command, and where. Ids are Discord’s.' })
export class CommandSituation {
  @Field(() => ID)
  @Matches(snowflake, noId)
  userId: string;

  @Field(() => ID, { nullable: true, description: 'The server; left out for direct messages.' })
  @IsOptional()
  @Matches(snowflake, noId)
  guildId?: string;

  @Field(() => ID, { nullable: true })
  @IsOptional()
  @Matches(snowflake, noId)
  channelId?: string;
}

@ObjectType({ description: 'Whether somebody could run a command, and what stands in the way.' })
export class CommandExplanation {
  @Field(() => Boolean)
  isOpen: boolean;

  @Field(() => Gate, { nullable: true, description: 'The first gate that is shut.' })
  gate: Gate | null;

  @Field(() => String, { description: 'What they would be told, or that they may.' })
  sentence: string;

  @Field(() => String, { nullable: true, description: 'The one change that would let them through.' })
  remedy: string | null;

  @Field(() => [String], {
    description: 'What is counted of it by the worker that hosts the bot: uses beyond that are refused.',
  })
  throttles: readonly string[];
}
