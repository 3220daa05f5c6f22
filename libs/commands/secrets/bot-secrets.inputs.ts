import { mostHosts, secretLength } from '@cube/discord-rules/steps/secret-names';
import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsString, MaxLength } from 'class-validator';

@InputType()
export class SetBotSecretInput {
  @Field(() => ID)
  @IsString()
  @MaxLength(64)
  botId: string;

  @Field(() => String, {
    description: 'Capital letters, digits and _. One that there is gets another value.',
  })
  @IsString()
  @MaxLength(40)
  name: string;

  @Field(() => String)
  @IsString()
  @MaxLength(secretLength.max)
  value: string;

  @Field(() => [String], { description: 'To which it may be sent, such as api.example.org.' })
  @ArrayMaxSize(mostHosts)
  @IsString({ each: true })
  @MaxLength(260, { each: true })
  hosts: string[];
}
