import { Field, ID, InputType } from '@nestjs/graphql';
import { IsBoolean, IsString, Matches, MaxLength } from 'class-validator';

@InputType()
export class ScheduledMessageInput {
  @Field(() => ID)
  @Matches(/^\d{1,19}$/, { message: 'Choose a channel.' })
  channelId: string;

  @Field(() => String, { description: 'Five fields, as in 0 9 * * 1-5.' })
  @IsString()
  @MaxLength(200)
  cron: string;

  @Field(() => String)
  @IsString()
  @MaxLength(100)
  timeZone: string;

  @Field(() => String)
  @IsString()
  @MaxLength(8000)
  template: string;

  @Field(() => Boolean, { defaultValue: true })
  @IsBoolean()
  enabled: boolean;
}
