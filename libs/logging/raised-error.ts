import type { ErrorRaisedData } from '@cube/realtime/event-log/events';
import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'One fault as it was raised: where, why, and for whom.' })
export class RaisedError {
  @Field(() => ID, { description: 'The same for every occurrence of one fault.' })
  fingerprint: string;

  @Field(() => String, { description: 'Without secrets.' })
  message: string;

  @Field(() => String, { nullable: true, description: 'What kind of error it is, such as TypeError.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'The file of the workspace in which it was raised.' })
  module: string | null;

  @Field(() => String, { nullable: true })
  function: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Innermost first, at most 30 lines; paths are those of the workspace.',
  })
  stack: string | null;

  @Field(() => String, { nullable: true, description: 'What was being done, in words.' })
  where: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The operation, or the route of REST, that was asked for.',
  })
  operation: string | null;

  accountId: string | null;
  accountName: string | null;
}

@ObjectType({ description: 'Whose request it was.' })
export class ErrorUser {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;
}

/** Entries that are older than a field have none of it. */
export const raisedErrorOf = ({
  fingerprint,
  message,
  name = null,
  module = null,
  function: of = null,
  stack = null,
  where = null,
  operation = null,
  accountId = null,
  accountName = null,
}: ErrorRaisedData): RaisedError => ({
  fingerprint,
  message,
  name,
  module,
  function: of,
  stack,
  where,
  operation,
  accountId,
  accountName,
});
