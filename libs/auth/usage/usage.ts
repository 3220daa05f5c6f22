import { Field, Float, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';

import { Account } from '../account.entity';
import { ApiKey } from '../keys/api-key.entity';

@ObjectType({ isAbstract: true })
class Counts {
  @Field(() => Float)
  calls: number;

  @Field(() => Float, { description: 'Points, as extensions.cost of each answer says.' })
  cost: number;

  @Field(() => Float, { description: 'How many of the calls had errors.' })
  errors: number;
}

@ObjectType({ description: 'How often a key ran an operation.' })
export class OperationUsage extends Counts {
  @Field(() => String, { description: 'Such as query Bots; refused for what was no valid operation.' })
  operation: string;

  @Field(() => GraphQLISODateTime)
  lastUsedAt: Date;
}

@ObjectType({ description: 'What an API key was used for. A few seconds late.' })
export class ApiKeyUsage extends Counts {
  @Field(() => GraphQLISODateTime, { nullable: true })
  lastUsedAt: Date | null;

  @Field(() => [OperationUsage], { description: 'From the most called on, at most 200.' })
  operations: OperationUsage[];
}

@ObjectType({ description: 'A key or a person that uses a part of the schema.' })
export class FieldCaller {
  keyId: string | null;
  accountId: string | null;

  @Field(() => Float)
  calls: number;

  @Field(() => GraphQLISODateTime)
  lastUsedAt: Date;

  @Field(() => ApiKey, { nullable: true, description: 'The key; null for what somebody did in the panel.' })
  apiKey?: ApiKey | null;

  @Field(() => Account, { nullable: true, description: 'The person, or the owner of the key.' })
  account?: Account | null;
}

@ObjectType({ description: 'A part of the schema, and whom it would break to take it away.' })
export class FieldUsage {
  @Field(() => String, {
    description: 'A field such as Bot.name, an argument such as Query.bots(first:), or an enum value.',
  })
  field: string;

  @Field(() => String, { nullable: true, description: 'Null when it is not deprecated.' })
  deprecationReason: string | null;

  @Field(() => Float)
  calls: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Null when nobody has used it yet.' })
  lastUsedAt: Date | null;

  @Field(() => [FieldCaller], { description: 'From the latest on, at most 100.' })
  callers: FieldCaller[];
}
