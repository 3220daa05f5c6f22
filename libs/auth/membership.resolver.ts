import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Mutation, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { BotMemberEvent, Membership } from './membership.entity';
import { Memberships } from './memberships.service';
import { BotRole } from './roles';

@Resolver(() => Membership)
export class MembershipResolver {
  constructor(
    private readonly memberships: Memberships,
    private readonly accounts: Accounts,
  ) {}

  @Mutation(() => Membership, {
    description: 'Makes somebody a member of a bot, or changes what they are there.',
  })
  @Allow(Permission.MANAGE_MEMBERS, { bot: 'botId' })
  setBotMember(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('accountId', { type: () => ID }) accountId: string,
    @Args('role', { type: () => BotRole }) role: BotRole,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Membership> {
    return this.memberships.set(botId, accountId, role, viewer);
  }

  @Mutation(() => Membership, {
    description: 'Takes a bot from somebody; their role in the installation stays.',
  })
  @Allow(Permission.MANAGE_MEMBERS, { bot: 'botId' })
  removeBotMember(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('accountId', { type: () => ID }) accountId: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Membership> {
    return this.memberships.remove(botId, accountId, viewer);
  }

  @Subscription(() => BotMemberEvent, { description: 'Who is what for a bot.' })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  botMemberChanged(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return follow(['member.changed'], botId, ({ data }) => data);
  }

  @ResolveField(() => Account, { nullable: true })
  account(member: Membership, _: unknown, { loaders }: RequestContext): Promise<Account | null> {
    return loaders.load(this.accounts.byId, member.accountId);
  }
}

@Resolver(() => BotMemberEvent)
export class BotMemberEventResolver {
  constructor(private readonly memberships: Memberships) {}

  @ResolveField(() => Membership, { nullable: true })
  async member(event: BotMemberEvent, _: unknown, { loaders }: RequestContext): Promise<Membership | null> {
    if (!event.botId || !event.accountId) return null;
    const members = await loaders.load(this.memberships.ofBot, event.botId);
    return members?.find(({ accountId }) => accountId === event.accountId) ?? null;
  }
}
