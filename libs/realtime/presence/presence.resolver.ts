import { Allow, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { Args, Context, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { type Follow, follow } from '../live/follow';
import { OverSocket } from '../live/over-socket';
import { Presence } from './presence.service';
import { PresenceEvent, Present } from './present';

@Resolver(() => Present)
export class PresenceResolver {
  constructor(private readonly presence: Presence) {}

  @Query(() => [Present], { name: 'presence', description: 'Who has the pages of a bot open now.' })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  at(@Args('botId', { type: () => ID }) botId: string): Promise<Present[]> {
    return this.presence.at(botId);
  }

  @Mutation(() => Boolean, {
    description:
      'Says that you look at a bot now, or, without one, at none. Only over the WebSocket of subscriptions: it lasts as long as that.',
  })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  @OverSocket()
  bePresent(
    @Context() { connectionId }: RequestContext,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
  ): Promise<boolean> {
    return this.presence.move(connectionId, botId ?? null);
  }

  @Subscription(() => PresenceEvent, {
    name: 'presence',
    description: 'Who has the pages of a bot open, whenever somebody comes or goes.',
  })
  @Allow(Permission.VIEW_BOTS, { bot: 'botId' })
  follow(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    // `isYou` differs from person to person.
    return follow(['presence.changed'], botId, ({ data }) => data, 'account');
  }

  @ResolveField(() => Boolean)
  isYou({ accountId }: Present, _: unknown, { viewer }: RequestContext): boolean {
    return accountId === viewer?.accountId;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Null for who may not see people; your own you always see.',
  })
  name(present: Present, _: unknown, { viewer }: RequestContext): string | null {
    const mayKnow = present.accountId === viewer?.accountId || viewer?.access.may(Permission.VIEW_PEOPLE);
    return mayKnow ? present.accountName : null;
  }
}

@Resolver(() => PresenceEvent)
export class PresenceEventResolver {
  constructor(private readonly presence: Presence) {}

  @ResolveField(() => [Present], { nullable: true })
  present({ botId }: PresenceEvent): Promise<Present[]> | null {
    return botId ? this.presence.at(botId) : null;
  }
}
