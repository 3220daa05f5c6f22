import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

export const shortestPassword = 12;

const trimmed = Transform(({ value }) => (typeof value === 'string' ? value.trim() : value));
const inSmallLetters = Transform(({ value }) =>
  typeof value === 'string' ? value.trim().toLowerCase() : value,
);

/** An e-mail address, the same however it was typed. */
export function EmailField(): PropertyDecorator {
  return (target, property) => {
    Field(() => String)(target, property);
    inSmallLetters(target, property);
    MaxLength(254, { message: 'This is too long for an e-mail address.' })(target, property);
    IsEmail({}, { message: 'This is no e-mail address, such as ada@example.org.' })(target, property);
  };
}

export function NameField(): PropertyDecorator {
  return (target, property) => {
    Field(() => String, { description: '1 to 80 characters.' })(target, property);
    trimmed(target, property);
    // No line breaks and the like: names stand in log lines and in the heads of mails.
    Matches(/^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u, { message: 'Between 1 and 80 characters, on one line.' })(
      target,
      property,
    );
  };
}

export function NewPasswordField(): PropertyDecorator {
  return (target, property) => {
    Field(() => String, { description: `${shortestPassword} to 200 characters, whichever you like.` })(
      target,
      property,
    );
    MaxLength(200, { message: 'At most 200 characters.' })(target, property);
    MinLength(shortestPassword, {
      message: `At least ${shortestPassword} characters: a sentence is easy to remember.`,
    })(target, property);
    IsString()(target, property);
  };
}

/** A password or a token that is only compared: as long as any real one at most. */
export function SecretField(description?: string): PropertyDecorator {
  return (target, property) => {
    Field(() => String, description === undefined ? {} : { description })(target, property);
    MaxLength(200, { message: 'This is too long.' })(target, property);
    IsString()(target, property);
  };
}

@InputType()
export class JoinWaitingListInput {
  @EmailField()
  email: string;

  @NameField()
  name: string;
}

@InputType()
export class RegisterInput {
  @Field(() => String, {
    nullable: true,
    description:
      'What stands behind #token= in the link of the invitation, or in the link of the first owner. Left out where anybody can register.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200, { message: 'This is too long.' })
  token?: string;

  @EmailField()
  email: string;

  @NameField()
  name: string;

  @NewPasswordField()
  password: string;
}

@InputType()
export class ResetPasswordInput {
  @SecretField('What stands behind #token= in the link of the mail.')
  token: string;

  @NewPasswordField()
  password: string;
}

@ArgsType()
export class TokenArgs {
  @SecretField('What stands behind #token= in the link of the mail.')
  token: string;
}

@ArgsType()
export class EmailArgs {
  @EmailField()
  email: string;
}

@ArgsType()
export class AccountArgs {
  @Field(() => ID)
  @IsString()
  accountId: string;
}
