import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import type { Change } from '@cube/realtime/event-log/events';
import { type Follow, followWithSnapshot } from '@cube/realtime/live/follow';
import { ChangeEnum } from '@cube/realtime/live/live-event';
import { Args, Int, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { Bot } from '../bot.entity';
import { BotsEvent, BotsFilter } from './bots-event';
import { BotsLive } from './bots-live.service';

@Resolver(() => BotsEvent)
export class BotsLiveResolver {
  constructor(private readonly live: BotsLive) {}

  @Subscription(() => BotsEvent, {
    description: 'The bots that match, then only what changes of them. With after it goes on where you were.',
  })
  @Allow(Permission.VIEW_BOTS, 'reach')
  botsLive(
    @CurrentViewer() viewer: Viewer,
    @Args('filter', { type: () => BotsFilter, nullable: true }) filter?: BotsFilter,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'Bots in a snapshot, at most 100.' })
    first = 50,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    const asked = { filter: filter ?? {} };
    return followWithSnapshot(
      ['bot.changed', 'bot.measured'],
      viewer.access.reach(Permission.VIEW_BOTS).botIds,
      { ...asked, first: this.live.sizeOf(first) },
      ({ data }) => ({ change: 'UPDATED', ...data, ...asked, first: null }),
    );
  }

  @ResolveField(() => [Bot], { nullable: true })
  snapshot({ filter, first }: BotsEvent, _: unknown, { viewer }: RequestContext): Promise<Bot[]> | null {
    return first && viewer ? this.live.snapshot(filter, first, viewer) : null;
  }

  @ResolveField(() => Bot, { nullable: true })
  bot(event: BotsEvent, _: unknown, context: RequestContext): Promise<Bot | null> | null {
    return event.botId ? this.live.matching(event.botId, event.filter, context) : null;
  }

  @ResolveField(() => ChangeEnum, { nullable: true })
  async change(event: BotsEvent, _: unknown, context: RequestContext): Promise<Change | null> {
    if (!event.botId) return null;
    const bot = await this.live.matching(event.botId, event.filter, context);
    return bot ? event.change : 'REMOVED';
  }
}
