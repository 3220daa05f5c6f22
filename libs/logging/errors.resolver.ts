import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import type { Follow } from '@cube/realtime/live/follow';
import { Args, ID, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { ErrorEvent, ErrorFilter, ErrorGroupConnection } from './error-group';
import { ErrorGroups } from './error-groups.service';
import { ErrorUser, RaisedError } from './raised-error';

@Resolver(() => RaisedError)
export class ErrorsResolver {
  constructor(private readonly groups: ErrorGroups) {}

  @Query(() => ErrorGroupConnection, {
    description:
      'The faults behind the errors of the log, the one raised last first. resolveError deals with one.',
  })
  @Allow(Permission.VIEW_LOGS, { bot: 'filter.botId' })
  errorGroups(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Args('filter', { type: () => ErrorFilter, nullable: true }) filter?: ErrorFilter,
  ): Promise<ErrorGroupConnection> {
    return this.groups.list(filter ?? {}, page, viewer);
  }

  @Subscription(() => ErrorEvent, { description: 'Faults as they are raised and dealt with.' })
  @Allow(Permission.VIEW_LOGS, { bot: 'botId' })
  errorChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return this.groups.follow(botId, viewer);
  }

  @ResolveField(() => ErrorUser, {
    nullable: true,
    description: 'Whose request it was, if that is known; null for those who may not see people.',
  })
  user({ accountId, accountName }: RaisedError, _: unknown, { viewer }: RequestContext): ErrorUser | null {
    if (accountId === null || accountName === null) return null;
    return viewer?.access.may(Permission.VIEW_PEOPLE) ? { id: accountId, name: accountName } : null;
  }
}
