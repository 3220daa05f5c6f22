import { Allow, CurrentViewer } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Resolver, Subscription } from '@nestjs/graphql';

import { type Follow, follow } from '../live/follow';
import { JobEvent } from './job-event';

@Resolver(() => JobEvent)
export class JobsResolver {
  @Subscription(() => JobEvent, {
    description:
      'How far the jobs of workers are: of one bot, or of all that you see; mails for those who manage people.',
  })
  @Allow(Permission.VIEW_GUILDS, { bot: 'botId' })
  jobProgress(
    @CurrentViewer() { access }: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    const seesMails = access.may(Permission.MANAGE_PEOPLE);
    const topics = seesMails ? null : access.reach(Permission.VIEW_GUILDS).botIds;
    return follow(['job.progressed'], botId ?? topics, ({ data }) => {
      const sees =
        data.botId === null ? seesMails : access.may(Permission.VIEW_GUILDS, { botIds: [data.botId] });
      return sees ? { ...data } : null;
    });
  }
}
