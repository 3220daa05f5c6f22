import { ArgsType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, IsString, MaxLength } from 'class-validator';

import { EmailField, NameField, NewPasswordField, SecretField } from '../onboarding/onboarding.inputs';

@ArgsType()
export class NameArgs {
  @NameField()
  name: string;
}

/** A password that proves who asks; those who have none, because they come from Discord, leave it out. */
function OwnPasswordField(): PropertyDecorator {
  return (target, property) => {
    Field(() => String, {
      nullable: true,
      description: 'Your password; left out by whoever has none, because they sign in with Discord only.',
    })(target, property);
    MaxLength(200, { message: 'This is too long.' })(target, property);
    IsString()(target, property);
    IsOptional()(target, property);
  };
}

@InputType()
export class ChangeEmailInput {
  @EmailField()
  email: string;

  @OwnPasswordField()
  password?: string;
}

@InputType()
export class ChangePasswordInput {
  @OwnPasswordField()
  oldPassword?: string;

  @NewPasswordField()
  newPassword: string;
}

@ArgsType()
export class OwnPasswordArgs {
  @SecretField('Your password.')
  password: string;
}

@ArgsType()
export class CodeArgs {
  @SecretField('The six digits that the authenticator app shows.')
  code: string;
}

@ObjectType({
  description: 'A key for an authenticator app. It counts once confirmTotp was given one of its codes.',
})
export class TotpKey {
  @Field(() => String, { description: 'For typing, in base 32.' })
  key: string;

  @Field(() => String, { description: 'otpauth://…, for apps on the same machine.' })
  uri: string;

  @Field(() => String, { description: 'The same as a picture: a data: URL of a PNG.' })
  qrCode: string;
}
