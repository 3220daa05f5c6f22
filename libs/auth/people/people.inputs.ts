import { PageArgs } from '@cube/platform/connection';
import { ArgsType, Field, ID } from '@nestjs/graphql';
import { IsOptional, IsString, MaxLength } from 'class-validator';

import { AccountState } from '../onboarding/account-state';
import { EmailField } from '../onboarding/onboarding.inputs';
import { Role } from '../roles';

@ArgsType()
export class PeopleArgs extends PageArgs {
  @Field(() => AccountState, { nullable: true })
  @IsOptional()
  state?: AccountState;

  @Field(() => String, { nullable: true, description: 'A part of a name or an e-mail.' })
  @IsOptional()
  @IsString()
  @MaxLength(100, { message: 'At most 100 characters.' })
  search?: string;
}

@ArgsType()
export class InviteArgs {
  @EmailField()
  email: string;

  @Field(() => Role, { description: 'What they will be once they are approved.' })
  role: Role;
}

@ArgsType()
export class ApproveArgs {
  @Field(() => ID)
  @IsString()
  accountId: string;

  @Field(() => Role, {
    nullable: true,
    description: 'What they become; what they were invited as if left out.',
  })
  @IsOptional()
  role?: Role;
}
