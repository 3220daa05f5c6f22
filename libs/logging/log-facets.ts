import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'A value by which the log can be filtered, and how often it was met.' })
export class LogFacetValue {
  @Field(() => String, { description: 'As the filter takes it.' })
  value: string;

  @Field(() => String, { nullable: true, description: 'What people call it, where the log knows that.' })
  label: string | null;

  @Field(() => Int)
  count: number;
}

@ObjectType({
  description:
    'How often each value stands in the newest 5,000 entries that match, the most frequent first, at most 20 of each. What a list of the filter chooses by does not narrow its own counts.',
})
export class LogFacets {
  @Field(() => Int, { description: 'Entries that were counted.' })
  counted: number;

  @Field(() => Boolean, { description: 'False when older entries match, which were not counted.' })
  isComplete: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'The oldest entry that was counted.' })
  since: Date | null;

  @Field(() => [LogFacetValue])
  kinds: LogFacetValue[];
  @Field(() => [LogFacetValue])
  levels: LogFacetValue[];
  @Field(() => [LogFacetValue])
  bots: LogFacetValue[];
  @Field(() => [LogFacetValue])
  guilds: LogFacetValue[];
  @Field(() => [LogFacetValue])
  commands: LogFacetValue[];
  @Field(() => [LogFacetValue])
  outcomes: LogFacetValue[];
  @Field(() => [LogFacetValue])
  users: LogFacetValue[];
}

@ObjectType()
export class LogBar {
  @Field(() => GraphQLISODateTime, { description: 'When it begins; it ends where the next one begins.' })
  from: Date;

  @Field(() => Int)
  count: number;
}

@ObjectType({ description: 'How many entries match, by time.' })
export class LogHistogram {
  @Field(() => [LogBar], { description: 'Oldest first, of equal length.' })
  bars: LogBar[];

  @Field(() => GraphQLISODateTime, { description: 'Where the first bar would begin if all were counted.' })
  from: Date;

  @Field(() => GraphQLISODateTime, { description: 'Where the last bar ends.' })
  to: Date;

  @Field(() => Boolean, {
    description: 'False when counting took too long: the bars begin later than from.',
  })
  isComplete: boolean;
}
