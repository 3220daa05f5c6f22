import type { RequestServedData } from '@cube/realtime/event-log/events';
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({
  description:
    'One request that was answered: who asked for what, and what it took. Never what it was asked with.',
})
export class ServedRequest implements Omit<RequestServedData, 'what'> {
  @Field(() => String, { description: 'GRAPHQL or REST.' })
  via: RequestServedData['via'];

  @Field(() => String, {
    nullable: true,
    description: 'The name that the caller gave the operation, or the route of REST.',
  })
  operation: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'QUERY or MUTATION; null when it was not understood so far.',
  })
  type: RequestServedData['type'];

  @Field(() => [String], { description: 'The fields of the root that were asked for, at most 20.' })
  fields: readonly string[];

  @Field(() => ID, { nullable: true, description: 'Null for a stranger.' })
  accountId: string | null;

  @Field(() => String, { nullable: true })
  accountName: string | null;

  @Field(() => String, { nullable: true, description: 'session or key; null for a stranger.' })
  by: RequestServedData['by'];

  @Field(() => ID, { nullable: true, description: 'Of the API key.' })
  keyId: string | null;

  @Field(() => Float, { description: 'Points.' })
  cost: number;

  @Field(() => Float, { description: 'Milliseconds until the answer was ready.' })
  duration: number;

  @Field(() => String, {
    nullable: true,
    description: 'Its status: the code of the first error; null when all is well.',
  })
  code: string | null;

  @Field(() => String, { description: 'From which IP address.' })
  address: string;

  @Field(() => Int, {
    description: 'How many requests before it were not written down, for there were too many.',
  })
  unrecorded: number;
}
