import { botDescriptionLength, botNameLength } from '@cube/discord-rules/bot';
import { type KnownIntent, knownIntents } from '@cube/discord-rules/intents';
import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';

const nameMessage = { message: `Between ${botNameLength.min} and ${botNameLength.max} characters.` };
const descriptionMessage = { message: `At most ${botDescriptionLength.max} characters.` };
const tokenMessage = { message: 'This is too long to be a token.' };

@InputType()
export class AddBotInput {
  @Field(() => String, {
    description: 'The bot token. It is checked at Discord, sealed, and never shown again.',
  })
  @IsString()
  @MaxLength(500, tokenMessage)
  token: string;

  @Field(() => String, {
    nullable: true,
    description: 'What to call it here; its name at Discord if left out.',
  })
  @IsOptional()
  @IsString()
  @MinLength(botNameLength.min, nameMessage)
  @MaxLength(botNameLength.max, nameMessage)
  name?: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(botDescriptionLength.max, descriptionMessage)
  description?: string;
}

@InputType()
export class UpdateBotInput {
  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @Matches(/\S/, nameMessage)
  @MaxLength(botNameLength.max, nameMessage)
  name?: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(botDescriptionLength.max, descriptionMessage)
  description?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'What it asks Discord to hear of, for example MessageContent. A change connects it anew.',
  })
  @IsOptional()
  @ArrayMaxSize(knownIntents.length)
  @IsIn(knownIntents, { each: true, message: `There are these intents: ${knownIntents.join(', ')}.` })
  intents?: KnownIntent[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True leaves the intents to what its commands and settings take, as far as Discord allows it.',
  })
  @IsOptional()
  @IsBoolean()
  automaticIntents?: boolean;

  @Field(() => String, { nullable: true, description: 'A new token of the same application.' })
  @IsOptional()
  @IsString()
  @MaxLength(500, tokenMessage)
  token?: string;
}
