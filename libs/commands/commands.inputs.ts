import { JsonScalar } from '@cube/platform/json-scalar';
import { Field, ID, InputType } from '@nestjs/graphql';
import { IsBoolean, IsEnum, IsOptional, IsString, MaxLength } from 'class-validator';

import { CommandType } from './command-kinds';

/** Discord's own limits are `@cube/discord-rules`' to tell, with sentences of their own; this only bounds what is looked at. */
const mostCharacters = 8000;

/** What a command does and for whom: the same when it is made and when it is changed. */
@InputType({ isAbstract: true })
abstract class CommandParts {
  @Field(() => String, {
    nullable: true,
    description: 'What the bot answers: short for one step that replies so.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(mostCharacters)
  response?: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What it does; see the schema of steps.' })
  @IsOptional()
  steps?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'See Command.shape.' })
  @IsOptional()
  shape?: unknown;

  @Field(() => String, { nullable: true, description: 'See Command.handler.' })
  @IsOptional()
  @IsString()
  @MaxLength(mostCharacters)
  handler?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'See Command.suggestions.' })
  @IsOptional()
  suggestions?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'See Command.audience.' })
  @IsOptional()
  audience?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'See Command.throttles.' })
  @IsOptional()
  throttles?: unknown;
}

@InputType()
export class CreateCommandInput extends CommandParts {
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

  @Field(() => CommandType, { nullable: true, description: 'A slash command, if left out.' })
  @IsOptional()
  @IsEnum(CommandType)
  type?: CommandType;

  @Field(() => Boolean, { nullable: true, description: 'Offered at once, unless this is false.' })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

@InputType()
export class UpdateCommandInput extends CommandParts {
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

  @Field(() => Boolean, {
    nullable: true,
    description: 'The one thing that can be changed of a built-in command.',
  })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}
