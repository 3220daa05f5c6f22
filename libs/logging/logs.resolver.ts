import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import type { Follow } from '@cube/realtime/live/follow';
import {
  Args,
  GraphQLISODateTime,
  ID,
  Mutation,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';

import { LogEntry, LogEntryConnection, LogEvent } from './log-entry';
import { LogFacets, LogHistogram } from './log-facets';
import { BarsArgs, LogFilter } from './log-filter';
import { Logs } from './logs.service';

@Resolver(() => LogEntry)
export class LogsResolver {
  constructor(private readonly log: Logs) {}

  @Query(() => LogEntryConnection, { description: 'What happened, newest first.' })
  @Allow(Permission.VIEW_LOGS, { bot: 'filter.botId' })
  logs(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Args('filter', { type: () => LogFilter, nullable: true }) filter?: LogFilter,
  ): Promise<LogEntryConnection> {
    return this.log.list(filter ?? {}, page, viewer);
  }

  @Query(() => LogEntry, { description: 'One entry, such as the one that an error message names.' })
  @Allow(Permission.VIEW_LOGS, 'reach')
  logEntry(@Args('id', { type: () => ID }) id: string, @CurrentViewer() viewer: Viewer): Promise<LogEntry> {
    return this.log.entry(id, viewer);
  }

  @Query(() => LogFacets, {
    description: 'By what the log can be narrowed from here; counted at most five seconds ago.',
  })
  @Allow(Permission.VIEW_LOGS, { bot: 'filter.botId' })
  logFacets(
    @CurrentViewer() viewer: Viewer,
    @Args('filter', { type: () => LogFilter, nullable: true }) filter?: LogFilter,
  ): Promise<LogFacets> {
    return this.log.facets(filter ?? {}, viewer);
  }

  @Query(() => LogHistogram, {
    description:
      'Entries by time: within from and to of the filter, or in the last 24 hours; counted at most five seconds ago.',
  })
  @Allow(Permission.VIEW_LOGS, { bot: 'filter.botId' })
  logHistogram(
    @CurrentViewer() viewer: Viewer,
    @Args() { bars }: BarsArgs,
    @Args('filter', { type: () => LogFilter, nullable: true }) filter?: LogFilter,
  ): Promise<LogHistogram> {
    return this.log.histogram(filter ?? {}, bars ?? 48, viewer);
  }

  @Mutation(() => LogEntry, { description: 'Marks the fault behind an error as dealt with.' })
  @Allow(Permission.RESOLVE_ERRORS)
  resolveError(
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<LogEntry> {
    return this.log.resolve(id, viewer);
  }

  @Subscription(() => LogEvent, { description: 'What happens from now on, or from after on.' })
  @Allow(Permission.VIEW_LOGS, { bot: 'filter.botId' })
  logAdded(
    @CurrentViewer() viewer: Viewer,
    @Args('filter', { type: () => LogFilter, nullable: true }) filter?: LogFilter,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return this.log.follow(filter ?? {}, viewer);
  }

  @ResolveField(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Of errors: when somebody marked the fault as dealt with after this.',
  })
  async resolvedAt(entry: LogEntry, _: unknown, { loaders }: RequestContext): Promise<Date | null> {
    if (!entry.error) return null;
    const resolution = await loaders.load(this.log.resolutions, entry.error.fingerprint);
    return resolution && resolution.resolvedAt >= entry.at ? resolution.resolvedAt : null;
  }
}
