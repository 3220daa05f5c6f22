import { Public, type RequestContext } from '@cube/platform/access';
import { Throttle } from '@cube/platform/limits';
import type { Origin } from '@cube/platform/viewer';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { AccountState } from './account-state';
import { EmailLinks } from './email-links.service';
import {
  EmailArgs,
  JoinWaitingListInput,
  RegisterInput,
  ResetPasswordInput,
  TokenArgs,
} from './onboarding.inputs';
import { Onboarding } from './onboarding.service';

/** What strangers may do. Each answers the same for known and unknown e-mails. */
@Resolver()
export class OnboardingResolver {
  constructor(
    private readonly onboarding: Onboarding,
    private readonly links: EmailLinks,
  ) {}

  @Mutation(() => Boolean, {
    description:
      'Puts somebody on the waiting list, where there is one. True also when they are here already.',
  })
  @Public()
  @Throttle('sign-in')
  async joinWaitingList(
    @Args('input') input: JoinWaitingListInput,
    @Context() context: RequestContext,
  ): Promise<boolean> {
    await this.onboarding.joinWaitingList(input, originOf(context));
    return true;
  }

  @Mutation(() => Boolean, {
    description:
      'Makes an account that is good for nothing before the link of the mail that follows was opened. True also when the e-mail is known: its owner reads that in the mail.',
  })
  @Public()
  @Throttle('sign-in')
  async register(@Args('input') input: RegisterInput, @Context() context: RequestContext): Promise<boolean> {
    await this.onboarding.register(input, originOf(context));
    return true;
  }

  @Mutation(() => AccountState, {
    description: 'The link of a verification mail was opened. Returns how far one has come with that.',
  })
  @Public()
  @Throttle('sign-in')
  verifyEmail(@Args() { token }: TokenArgs, @Context() context: RequestContext): Promise<AccountState> {
    return this.links.verifyEmail(token, originOf(context));
  }

  @Mutation(() => Boolean, {
    description: 'Sends a link to choose a new password, if there is such an account. True in any case.',
  })
  @Public()
  @Throttle('sign-in')
  async requestPasswordReset(@Args() { email }: EmailArgs): Promise<boolean> {
    await this.links.requestPasswordReset(email);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Sets a new password and ends all sessions of the account.' })
  @Public()
  @Throttle('sign-in')
  async resetPassword(
    @Args('input') input: ResetPasswordInput,
    @Context() context: RequestContext,
  ): Promise<boolean> {
    await this.links.resetPassword(input, originOf(context));
    return true;
  }
}

const originOf = ({ origin }: RequestContext): Origin =>
  origin ?? { address: 'unknown', userAgent: 'unknown' };
