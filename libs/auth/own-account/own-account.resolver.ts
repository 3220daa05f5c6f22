import { AllowInPerson, CurrentViewer } from '@cube/platform/access';
import type { Viewer } from '@cube/platform/viewer';
import { Args, Int, Mutation, Resolver } from '@nestjs/graphql';

import { Account } from '../account.entity';
import { DiscordPeople } from '../discord-people.service';
import { DiscordSignIn } from '../discord-sign-in';
import {
  ChangeEmailInput,
  ChangePasswordInput,
  CodeArgs,
  NameArgs,
  OwnPasswordArgs,
  TotpKey,
} from './own-account.inputs';
import { OwnAccount } from './own-account.service';

@Resolver(() => Account)
export class OwnAccountResolver {
  constructor(
    private readonly own: OwnAccount,
    private readonly discordPeople: DiscordPeople,
    private readonly discord: DiscordSignIn,
  ) {}

  @Mutation(() => Account, { description: 'What you are called here.' })
  @AllowInPerson()
  changeName(@Args() { name }: NameArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.own.changeName(name, viewer);
  }

  @Mutation(() => Account, {
    description: 'Sends a link to the new address, which counts once it was opened.',
  })
  @AllowInPerson()
  changeEmail(@Args('input') input: ChangeEmailInput, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.own.changeEmail(input, viewer);
  }

  @Mutation(() => Account, {
    description: 'Changes or sets your password, and ends all your other sessions.',
  })
  @AllowInPerson()
  changePassword(
    @Args('input') input: ChangePasswordInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Account> {
    return this.own.changePassword(input, viewer);
  }

  @Mutation(() => TotpKey, { description: 'Begins to switch on one-time codes beside your password.' })
  @AllowInPerson()
  startTotp(@Args() { password }: OwnPasswordArgs, @CurrentViewer() viewer: Viewer): Promise<TotpKey> {
    return this.own.offerTotp(password, viewer);
  }

  @Mutation(() => [String], {
    description: 'Switches one-time codes on. Returns the recovery codes, which are shown this once.',
  })
  @AllowInPerson()
  confirmTotp(@Args() { code }: CodeArgs, @CurrentViewer() viewer: Viewer): Promise<readonly string[]> {
    return this.own.confirmTotp(code, viewer);
  }

  @Mutation(() => Account)
  @AllowInPerson()
  disableTotp(@Args() { password }: OwnPasswordArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.own.disableTotp(password, viewer);
  }

  @Mutation(() => [String], { description: 'New recovery codes; the older ones stop working.' })
  @AllowInPerson()
  renewRecoveryCodes(
    @Args() { password }: OwnPasswordArgs,
    @CurrentViewer() viewer: Viewer,
  ): Promise<readonly string[]> {
    return this.own.renewRecoveryCodes(password, viewer);
  }

  @Mutation(() => String, {
    description:
      'The path to send your browser to, so that you can sign in with Discord too; good for some minutes.',
  })
  @AllowInPerson()
  linkDiscord(@CurrentViewer() viewer: Viewer): Promise<string> {
    return this.discord.linkPath(viewer);
  }

  @Mutation(() => Account, { description: 'Takes Discord from your account, unless it is your only way in.' })
  @AllowInPerson()
  unlinkDiscord(@CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.discordPeople.unlink(viewer);
  }

  @Mutation(() => Int, { description: 'Ends all your sessions but this one; returns how many there were.' })
  @AllowInPerson()
  revokeOtherSessions(@CurrentViewer() viewer: Viewer): Promise<number> {
    return this.own.revokeOtherSessions(viewer);
  }
}
