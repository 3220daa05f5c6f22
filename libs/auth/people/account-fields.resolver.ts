import type { RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { Reads } from '@cube/platform/selection';
import { GraphQLISODateTime, Int, ResolveField, Resolver } from '@nestjs/graphql';

import { Account } from '../account.entity';
import { OwnAccount } from '../own-account/own-account.service';
import { SecondFactor } from '../own-account/second-factor';

/** What of an account is not for everybody's eyes: null for them. */
@Resolver(() => Account)
export class AccountFieldsResolver {
  constructor(
    private readonly own: OwnAccount,
    private readonly secondFactor: SecondFactor,
  ) {}

  @ResolveField(() => String, {
    nullable: true,
    description: 'For you, and for those who may see people; null for others, and for whoever has none.',
  })
  @Reads<Account>('id', 'email')
  email(account: Account, _: unknown, context: RequestContext): string | null {
    return isFor(account, context) ? account.email : null;
  }

  @ResolveField(() => GraphQLISODateTime, { nullable: true, description: 'Seen by whoever sees the e-mail.' })
  @Reads<Account>('id', 'emailVerifiedAt')
  emailVerifiedAt(account: Account, _: unknown, context: RequestContext): Date | null {
    return isFor(account, context) ? account.emailVerifiedAt : null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Only for you: the e-mail that takes its place once the link of its mail was opened.',
  })
  @Reads<Account>('id', 'newEmail')
  newEmail(account: Account, _: unknown, { viewer }: RequestContext): string | null {
    return viewer?.accountId === account.id ? account.newEmail : null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Their id at Discord; null where no Discord identity is linked, and for who may not see people.',
  })
  @Reads<Account>('id', 'discordId')
  discordId(account: Account, _: unknown, context: RequestContext): string | null {
    return isFor(account, context) ? account.discordId : null;
  }

  @ResolveField(() => Boolean, { nullable: true, description: 'Only for you: whether you have a password.' })
  @Reads<Account>('id')
  hasPassword(account: Account, _: unknown, { viewer }: RequestContext): Promise<boolean> | null {
    return viewer?.accountId === account.id ? this.own.hasPassword(account.id) : null;
  }

  @ResolveField(() => Boolean, {
    nullable: true,
    description: 'Whether a one-time code is asked beside the password; seen by whoever sees the e-mail.',
  })
  @Reads<Account>('id', 'totpSince')
  hasTotp(account: Account, _: unknown, context: RequestContext): boolean | null {
    return isFor(account, context) ? account.totpSince !== null : null;
  }

  @ResolveField(() => Int, {
    nullable: true,
    description: 'Only for you: recovery codes that were not used.',
  })
  @Reads<Account>('id')
  recoveryCodesLeft(account: Account, _: unknown, { viewer }: RequestContext): Promise<number> | null {
    return viewer?.accountId === account.id ? this.secondFactor.codesLeft(account.id) : null;
  }
}

const isFor = ({ id }: Account, { viewer }: RequestContext): boolean =>
  viewer !== null && (viewer.accountId === id || viewer.access.may(Permission.VIEW_PEOPLE));
