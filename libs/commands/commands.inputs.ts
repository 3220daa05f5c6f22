import { Field, ID, InputType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';

/** Discord's own limits are `@cube/discord-rules`' to tell, with sentences of their own; this only bounds what is looked at. */
const mostCharacters = 8000;

@InputType()
export class CreateCommandInput {
  @Field(() => ID)
  @IsString()
  @MaxLength(mostCharacters)
  botId: string;

  @Field(() => String, { description: 'What people type after the slash.' })
  @IsString()
  @MaxLength(mostCharacters)
  name: string;

  @Field(() => String, { description: 'Discord shows it beside the name.' })
  @IsString()
  @MaxLength(mostCharacters)
  description: string;

  @Field(() => String, { description: 'What the bot answers.' })
  @IsString()
  @MaxLength(mostCharacters)
  response: string;
}

@InputType()
export class UpdateCommandInput {
  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(mostCharacters)
  name?: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(mostCharacters)
  description?: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(mostCharacters)
  response?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The one thing that can be changed of a built-in command.',
  })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}
