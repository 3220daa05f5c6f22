import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import type { Connection } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Account, AccountConnection, AccountEvent } from '../account.entity';
import { Accounts } from '../accounts.service';
import { AccountArgs } from '../onboarding/onboarding.inputs';
import { ApproveArgs, InviteArgs, PeopleArgs } from './people.inputs';
import { People } from './people.service';

@Resolver(() => Account)
export class PeopleResolver {
  constructor(private readonly people: People) {}

  @Query(() => AccountConnection, {
    name: 'people',
    description: 'Who is here, waits, was invited or turned away; newest first.',
  })
  @Allow(Permission.VIEW_PEOPLE)
  list(@Args() args: PeopleArgs, @Selected() selection: Selection): Promise<Connection<Account>> {
    return this.people.list(args, selection);
  }

  @Query(() => Account)
  @Allow(Permission.VIEW_PEOPLE)
  person(@Args('id', { type: () => ID }) id: string): Promise<Account> {
    return this.people.get(id);
  }

  @Mutation(() => Account, {
    description: 'Sends an invitation, which is good for this e-mail only; inviting again sends a new one.',
  })
  @Allow(Permission.MANAGE_PEOPLE)
  invite(@Args() { email, role }: InviteArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.people.invite(email, role, viewer);
  }

  @Mutation(() => Account, {
    description: 'Lets somebody in whose e-mail is verified, or who waits with a Discord identity.',
  })
  @Allow(Permission.MANAGE_PEOPLE)
  approve(@Args() { accountId, role }: ApproveArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.people.approve(accountId, role, viewer);
  }

  @Mutation(() => Account, {
    description: 'Turns somebody away who is not in yet; their links stop working.',
  })
  @Allow(Permission.MANAGE_PEOPLE)
  reject(@Args() { accountId }: AccountArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.people.reject(accountId, viewer);
  }

  @Mutation(() => Account, { description: 'Shuts somebody out; their sessions and open pages end at once.' })
  @Allow(Permission.MANAGE_PEOPLE)
  suspend(@Args() { accountId }: AccountArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.people.suspend(accountId, viewer);
  }

  @Mutation(() => Account, {
    description: 'Lets somebody back who was suspended; who was turned away waits again where they were.',
  })
  @Allow(Permission.MANAGE_PEOPLE)
  reinstate(@Args() { accountId }: AccountArgs, @CurrentViewer() viewer: Viewer): Promise<Account> {
    return this.people.reinstate(accountId, viewer);
  }

  @Mutation(() => Boolean, {
    description: 'Removes an account and all that it holds; never the last owner’s.',
  })
  @Allow(Permission.MANAGE_PEOPLE)
  removeAccount(@Args() { accountId }: AccountArgs, @CurrentViewer() viewer: Viewer): Promise<boolean> {
    return this.people.remove(accountId, viewer);
  }

  @Subscription(() => AccountEvent, { description: 'What becomes of people.' })
  @Allow(Permission.VIEW_PEOPLE)
  accountChanged(@Args('after', { type: () => String, nullable: true }) _after?: string): Follow {
    return follow(['account.changed'], null, ({ data }) => data);
  }
}

@Resolver(() => AccountEvent)
export class AccountEventResolver {
  constructor(private readonly accounts: Accounts) {}

  @ResolveField(() => Account, { nullable: true })
  account(event: AccountEvent, _: unknown, { loaders }: RequestContext): Promise<Account | null> | null {
    return event.accountId ? loaders.load(this.accounts.byId, event.accountId) : null;
  }
}
