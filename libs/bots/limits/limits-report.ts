import { Account } from '@cube/auth/account.entity';
import { ApiKey } from '@cube/auth/keys/api-key.entity';
import { Field, Float, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';

import { Bot } from '../bot.entity';

@ObjectType({ description: 'What somebody has used of one of our limits.' })
export class UsedLimit {
  accountId: string | null;
  keyId: string | null;

  @Field(() => String, { description: 'The name of the limit, as docs/api/limits.md explains it.' })
  limit: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The IP address that it is counted for; null for a person or a key, and where only a hash is kept.',
  })
  address: string | null;

  @Field(() => Float)
  used: number;

  @Field(() => Float)
  most: number;

  @Field(() => GraphQLISODateTime, { description: 'When the limit is whole again.' })
  resetsAt: Date;

  @Field(() => Account, { nullable: true, description: 'The person, or the owner of the key.' })
  account?: Account | null;

  @Field(() => ApiKey, { nullable: true })
  apiKey?: ApiKey | null;
}

@ObjectType({ description: 'One of Discord’s limits that a bot has met.' })
export class DiscordLimit {
  botId: string;

  @Field(() => String, {
    description: 'A route of its REST API, or IDENTIFY for connections to the gateway.',
  })
  route: string;

  @Field(() => Int, { description: 'How often the bot had to wait before it might ask.' })
  waits: number;

  @Field(() => Int, { description: 'How often Discord refused a request: its answers with status 429.' })
  refusals: number;

  @Field(() => Int, { description: 'Milliseconds of the longest wait.' })
  longestWait: number;

  @Field(() => Int, { nullable: true, description: 'How much there is of it, where Discord has said so.' })
  most: number | null;

  @Field(() => Int, { nullable: true, description: 'How much was left when it was last met.' })
  remaining: number | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  resetsAt: Date | null;

  @Field(() => GraphQLISODateTime)
  metAt: Date;

  @Field(() => Bot, { nullable: true })
  bot?: Bot | null;
}

@ObjectType({ description: 'Who is near or over which limit.' })
export class LimitsReport {
  @Field(() => [UsedLimit], { description: 'Ours, from the most used on: at least half used, at most 200.' })
  ours: UsedLimit[];

  @Field(() => [DiscordLimit], { description: 'Discord’s, from the last met on, at most 200.' })
  discord: DiscordLimit[];
}
