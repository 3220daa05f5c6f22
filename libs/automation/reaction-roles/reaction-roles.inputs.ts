import { Field, ID, InputType } from '@nestjs/graphql';
import { IsString, Matches, MaxLength } from 'class-validator';

const isSnowflake = /^\d{1,19}$/;

@InputType()
export class ReactionRoleInput {
  @Field(() => ID)
  @Matches(isSnowflake, { message: 'Choose a channel.' })
  channelId: string;

  @Field(() => ID, { description: 'In Discord: Copy Message ID.' })
  @Matches(isSnowflake, { message: 'Give the id of a message: in Discord, Copy Message ID.' })
  messageId: string;

  @Field(() => String, { description: 'A character, or an emoji of the server as name:id.' })
  @IsString()
  @MaxLength(100)
  emoji: string;

  @Field(() => ID)
  @Matches(isSnowflake, { message: 'Choose a role.' })
  roleId: string;
}
