import { ArgsType, Field, ID, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Length, Matches } from 'class-validator';

@ObjectType({ description: 'Somebody in a server, as Discord told within the last five minutes.' })
export class GuildMember {
  @Field(() => ID, { description: 'Their user id at Discord.' })
  id: string;

  @Field(() => String, { description: 'Their nickname there, or else the name that they show everywhere.' })
  name: string;

  @Field(() => String, { description: 'Their user name, of which there is one at Discord.' })
  userName: string;

  /** Hash of the avatar, or null. */
  avatar: string | null;
}

@ArgsType()
export class GuildMembersArgs {
  @Field(() => ID)
  botId: string;

  @Field(() => ID)
  guildId: string;

  @Field(() => String, { nullable: true, description: 'How their name or nickname begins.' })
  @Length(1, 32, { message: 'Search for 1 to 32 letters.' })
  @IsOptional()
  search?: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'Who is meant, at most 25. Who is no member is left out of the answer.',
  })
  @Matches(/^\d{1,20}$/, { each: true, message: 'Ids of Discord are numbers.' })
  @ArrayMaxSize(25, { message: 'At most 25 ids.' })
  @IsOptional()
  ids?: string[];
}
