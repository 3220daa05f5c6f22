import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsBoolean,
  IsEnum,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

import { AlertKind, AlertSeverity, AlertTargetKind } from './alert-kinds';

const day = 86_400;
/** Targets of one rule. */
const mostTargets = 10;

@InputType()
export class AlertRuleInput {
  @Field(() => String)
  @IsString()
  @MaxLength(100, { message: 'A name has at most 100 characters.' })
  name: string;

  @Field(() => AlertKind)
  @IsEnum(AlertKind)
  kind: AlertKind;

  @Field(() => ID, { nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  botId?: string | null;

  @Field(() => Float, { nullable: true })
  @IsOptional()
  @IsNumber()
  threshold?: number | null;

  @Field(() => Int, { nullable: true })
  @IsOptional()
  @IsInt()
  windowSeconds?: number | null;

  @Field(() => Int)
  @Min(0, { message: 'Give seconds from 0 to 86,400.' })
  @Max(day, { message: 'Give seconds from 0 to 86,400.' })
  forSeconds: number;

  @Field(() => Int, { defaultValue: 60 })
  @Min(0, { message: 'Give seconds from 0 to 86,400.' })
  @Max(day, { message: 'Give seconds from 0 to 86,400.' })
  calmSeconds: number;

  @Field(() => AlertSeverity)
  @IsEnum(AlertSeverity)
  severity: AlertSeverity;

  @Field(() => [ID])
  @ArrayMaxSize(mostTargets, { message: `A rule tells at most ${mostTargets} targets.` })
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  targetIds: string[];

  @Field(() => Boolean)
  @IsBoolean()
  enabled: boolean;
}

@InputType()
export class AlertTargetInput {
  @Field(() => String)
  @IsString()
  @MaxLength(100, { message: 'A name has at most 100 characters.' })
  name: string;

  @Field(() => AlertTargetKind)
  @IsEnum(AlertTargetKind)
  kind: AlertTargetKind;

  @Field(() => String, { nullable: true, description: 'Of EMAIL.' })
  @IsOptional()
  @IsString()
  @MaxLength(254)
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of WEBHOOK: a public address. It cannot be read again.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  url?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of CHANNEL: the bot that posts.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  botId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of CHANNEL.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  channelId?: string | null;
}
