import { Permission } from '@cube/platform/permission';
import { Field, GraphQLISODateTime, ID, InputType, Int } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDate,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

import { IsAddressBlock } from './address-blocks';

const nameMessage = { message: 'Between 1 and 80 characters: say what the key is for.' };
const scopesMessage = { message: 'Choose at least one scope.' };
const botsMessage = { message: 'Choose at least one bot, or leave this out for all of them.' };
const budgetMessage = { message: 'A whole number of points an hour, from 1 to 1,000,000,000.' };

@InputType({ isAbstract: true })
class KeyTerms {
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it stops working; never if left out.',
  })
  @IsOptional()
  @IsDate()
  expiresAt?: Date;

  @Field(() => [String], {
    nullable: true,
    description: 'From which addresses it works, such as 10.0.0.0/8 or 2001:db8::1; from all if left out.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50, { message: 'At most 50 blocks.' })
  @IsAddressBlock({ each: true })
  addresses?: string[];

  @Field(() => Int, {
    nullable: true,
    description: 'Points of cost that it may use up an hour; no bound of its own if left out.',
  })
  @IsOptional()
  @IsInt(budgetMessage)
  @Min(1, budgetMessage)
  @Max(1_000_000_000, budgetMessage)
  budget?: number;
}

@InputType()
export class CreateApiKeyInput extends KeyTerms {
  @Field(() => String)
  @IsString()
  @Matches(/\S/, nameMessage)
  @MaxLength(80, nameMessage)
  name: string;

  @Field(() => [Permission], { description: 'What it may do: nothing that you may not do yourself.' })
  @IsArray()
  @ArrayMinSize(1, scopesMessage)
  @ArrayUnique({ message: 'Name each scope once.' })
  @IsEnum(Permission, { each: true })
  scopes: Permission[];

  @Field(() => [ID], { nullable: true, description: 'For which bots; for all that you have if left out.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1, botsMessage)
  @ArrayMaxSize(500, { message: 'At most 500 bots: leave this out for all of them.' })
  @ArrayUnique({ message: 'Name each bot once.' })
  @IsUUID(undefined, { each: true, message: 'There is no such bot: somebody may have removed it.' })
  botIds?: string[];
}

@InputType({
  description: 'What is left out stays as it is. A key only loses scopes; for more, make another.',
})
export class UpdateApiKeyInput extends KeyTerms {
  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @Matches(/\S/, nameMessage)
  @MaxLength(80, nameMessage)
  name?: string;

  @Field(() => [Permission], { nullable: true, description: 'Some of those that it has.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1, scopesMessage)
  @ArrayUnique({ message: 'Name each scope once.' })
  @IsEnum(Permission, { each: true })
  scopes?: Permission[];

  @Field(() => Boolean, { nullable: true, description: 'Takes the expiry away.' })
  @IsOptional()
  neverExpires?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Takes its own budget away.' })
  @IsOptional()
  unbounded?: boolean;
}
