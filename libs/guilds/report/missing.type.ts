import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export enum MissingKind {
  PERMISSION = 'PERMISSION',
  ROLE = 'ROLE',
  INTENT = 'INTENT',
}
registerEnumType(MissingKind, {
  name: 'MissingKind',
  description: 'What a bot lacks.',
  valuesMap: {
    PERMISSION: { description: 'A permission in a guild, or in one channel of it.' },
    ROLE: { description: 'A role that stands above the one that it is to give.' },
    INTENT: { description: 'Events that it does not hear of.' },
  },
});

@ObjectType({ description: 'Something that does not work for lack of a permission, a role or an intent.' })
export class Missing {
  @Field(() => MissingKind)
  kind: MissingKind;

  @Field(() => String, { description: 'What would not work, for example /ban.' })
  what: string;

  @Field(() => String, { description: 'Discord’s name of what is missing, BanMembers; of a role its id.' })
  name: string;

  @Field(() => String, { description: 'The same in words: Ban Members.' })
  title: string;

  @Field(() => [ID], { description: 'Where it is missing.' })
  guildIds: string[];

  @Field(() => Int)
  guildCount: number;

  @Field(() => String, { description: 'For example: /ban needs Ban Members in 3 servers.' })
  sentence: string;

  @Field(() => String, { description: 'What somebody could do about it.' })
  mend: string;
}
