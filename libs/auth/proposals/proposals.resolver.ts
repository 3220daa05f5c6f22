import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { DangerousDeed, Proposal, ProposalConnection, ProposalEvent, TwoPersonRule } from './proposal.entity';
import { Proposals } from './proposals.service';
import { TwoPersonRules } from './two-person-rules.service';

@Resolver(() => Proposal)
export class ProposalsResolver {
  constructor(
    private readonly rows: Proposals,
    private readonly rules: TwoPersonRules,
  ) {}

  @Query(() => ProposalConnection, {
    description:
      'Dangerous deeds that wait for a second person or did, newest first: yours, or all if you may agree.',
  })
  @Allow()
  proposals(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
  ): Promise<Connection<Proposal>> {
    return this.rows.list(page, viewer, selection);
  }

  @Query(() => TwoPersonRule, { description: 'For which deeds two people must agree.' })
  @Allow()
  twoPersonRule(): Promise<TwoPersonRule> {
    return this.rules.get();
  }

  @Mutation(() => TwoPersonRule, {
    description: 'Names the deeds for which two people must agree; none switches the rule off.',
  })
  @Allow(Permission.MANAGE_INSTALLATION)
  setTwoPersonRule(
    @CurrentViewer() viewer: Viewer,
    @Args('deeds', { type: () => [DangerousDeed] }) deeds: DangerousDeed[],
  ): Promise<TwoPersonRule> {
    return this.rules.set(deeds, viewer);
  }

  @Mutation(() => Proposal, { description: 'Agrees as the second person: the deed is done at once.' })
  @Allow(Permission.APPROVE)
  approveProposal(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<Proposal> {
    return this.rows.approve(id, viewer);
  }

  @Mutation(() => Proposal, { description: 'Refuses a proposal, or takes back your own.' })
  @Allow()
  rejectProposal(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
    @Args('reason', { type: () => String, nullable: true }) reason?: string,
  ): Promise<Proposal> {
    return this.rows.reject(id, reason ?? null, viewer);
  }

  @Mutation(() => Proposal, {
    description:
      'An emergency: an owner does what was proposed alone. Everybody who could have agreed reads why.',
  })
  @Allow(Permission.MANAGE_INSTALLATION)
  breakGlass(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
    @Args('reason', { type: () => String }) reason: string,
  ): Promise<Proposal> {
    return this.rows.breakGlass(id, reason, viewer);
  }

  @Subscription(() => ProposalEvent, { description: 'Your proposals, or all if you may agree.' })
  @Allow()
  proposalChanged(
    @CurrentViewer() { accountId, access }: Viewer,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    const isForAll = access.may(Permission.APPROVE);
    return follow(
      ['proposal.changed'],
      null,
      ({ data }) => (isForAll || data.accountId === accountId ? data : null),
      isForAll ? 'everybody' : 'account',
    );
  }
}

@Resolver(() => ProposalEvent)
export class ProposalEventResolver {
  constructor(private readonly proposals: Proposals) {}

  @ResolveField(() => Proposal, { nullable: true })
  proposal(event: ProposalEvent, _: unknown, { loaders }: RequestContext): Promise<Proposal | null> | null {
    return event.proposalId ? loaders.load(this.proposals.byId, event.proposalId) : null;
  }
}
