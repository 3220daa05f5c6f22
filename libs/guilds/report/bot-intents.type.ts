import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';

@ObjectType({
  description: 'An intent that an application has only when somebody switches it on at Discord.',
})
export class PrivilegedIntentState {
  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Its switch in Discord’s developer portal.' })
  portalSwitch: string;

  @Field(() => Boolean, { nullable: true, description: 'Null until Discord has told.' })
  allowed: boolean | null;

  @Field(() => [String], { description: 'What of the bot would not work without it.' })
  neededBy: string[];
}

@ObjectType('BotIntents', { description: 'What a bot asks Discord to hear of.' })
export class BotIntentsView {
  @Field(() => [String], {
    nullable: true,
    description: 'As somebody chose; null leaves it to what the commands and settings of the bot take.',
  })
  chosen: readonly string[] | null;

  @Field(() => [String], { description: 'What its commands and settings take.' })
  needed: readonly string[];

  @Field(() => [String], {
    nullable: true,
    description: 'With which it connected last, beside Guilds, which every bot has; null before that.',
  })
  asked: readonly string[] | null;

  @Field(() => [PrivilegedIntentState])
  privileged: PrivilegedIntentState[];

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When Discord last told which ones it allows.',
  })
  readAt: Date | null;
}
