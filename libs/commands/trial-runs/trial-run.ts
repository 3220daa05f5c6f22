import { JsonScalar } from '@cube/platform/json-scalar';
import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBase64,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

const snowflake = /^\d{1,20}$/;
const noId = { message: 'Ids of Discord are numbers.' };

@ObjectType({ description: 'Something of the simulator that has a name.' })
export class TrialThing {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;
}

@ObjectType({ description: 'A guild of the simulator that the bot is in.' })
export class TrialGuild extends TrialThing {
  @Field(() => [TrialThing])
  channels: readonly TrialThing[];

  @Field(() => [TrialThing])
  roles: readonly TrialThing[];

  @Field(() => [TrialThing], { description: 'People, not bots.' })
  people: readonly TrialThing[];
}

export enum TrialState {
  ANSWERED = 'ANSWERED',
  DEFERRED = 'DEFERRED',
  FAILED = 'FAILED',
  TIMEOUT = 'TIMEOUT',
}
registerEnumType(TrialState, {
  name: 'TrialState',
  description: 'What whoever tried a command saw.',
  valuesMap: {
    DEFERRED: { description: 'The bot promised an answer that has not come yet.' },
    FAILED: { description: 'The bot is not connected.' },
    TIMEOUT: { description: 'The bot did not answer in time.' },
  },
});

@ObjectType({ description: 'What came of trying a command in the simulator.' })
export class TrialRun {
  @Field(() => TrialState)
  state: TrialState;

  @Field(() => ID, { description: 'By this its entry in the log is found.' })
  interactionId: string;

  @Field(() => JsonScalar, { nullable: true, description: 'The answer, as Discord’s Message object.' })
  message: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'The form that the bot opened.' })
  modal: unknown;
}

@InputType({ description: 'A file for an option of its type.' })
export class TrialFile {
  @Field(() => String, { description: 'The name of the option.' })
  @IsString()
  @MaxLength(32)
  option: string;

  @Field(() => String)
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name: string;

  @Field(() => String, { description: 'Its bytes in base64; at most 96 KB of them.' })
  @IsBase64()
  @MaxLength(128 * 1024, { message: 'A file for a trial has at most 96 KB.' })
  data: string;
}

@InputType()
export class TryCommandInput {
  @Field(() => ID)
  @IsString()
  @MaxLength(64)
  commandId: string;

  @Field(() => ID)
  @Matches(snowflake, noId)
  guildId: string;

  @Field(() => ID)
  @Matches(snowflake, noId)
  channelId: string;

  @Field(() => ID, { description: 'Whoever runs it: a person of the simulator.' })
  @Matches(snowflake, noId)
  userId: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The sub-command, with its group before it: ["role", "give"].',
  })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  words?: string[];

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Values by option name; people, channels and roles by id.',
  })
  @IsOptional()
  options?: unknown;

  @Field(() => [TrialFile], { nullable: true })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(25)
  @ValidateNested({ each: true })
  @Type(() => TrialFile)
  files?: TrialFile[];

  @Field(() => String, {
    nullable: true,
    description: 'Of a text command: what is written, with the prefix that it has there.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(2000)
  text?: string;

  @Field(() => ID, { nullable: true, description: 'Of a user command: on whom it is run.' })
  @IsOptional()
  @Matches(snowflake, noId)
  targetId?: string;
}

@InputType()
export class PressButtonInput {
  @Field(() => ID, { description: 'The command whose answer has the button.' })
  @IsString()
  @MaxLength(64)
  commandId: string;

  @Field(() => ID)
  @Matches(snowflake, noId)
  messageId: string;

  @Field(() => String)
  @IsString()
  @MaxLength(100)
  customId: string;

  @Field(() => ID)
  @Matches(snowflake, noId)
  userId: string;
}

@InputType()
export class SubmitFormInput {
  @Field(() => ID, { description: 'The command that opened the form.' })
  @IsString()
  @MaxLength(64)
  commandId: string;

  @Field(() => ID, { description: 'Of the run that opened it.' })
  @Matches(snowflake, noId)
  interactionId: string;

  @Field(() => String, { description: 'Of the form.' })
  @IsString()
  @MaxLength(100)
  customId: string;

  @Field(() => JsonScalar, { description: 'What is written into it, by the ids of its fields.' })
  values: unknown;

  @Field(() => ID)
  @Matches(snowflake, noId)
  userId: string;
}
