import { Account } from '@cube/auth/account.entity';
import { Accounts } from '@cube/auth/accounts.service';
import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import type { Change } from '@cube/realtime/event-log/events';
import type { Follow } from '@cube/realtime/live/follow';
import { ChangeEnum } from '@cube/realtime/live/live-event';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { History } from './history.service';
import { Version, VersionConnection, VersionDifference, VersionEvent, VersionKind } from './version.entity';
import { RestoreVersionArgs } from './versions.inputs';

/** What it takes depends on what has the version: the history asks for it itself. */
@Resolver(() => Version)
export class VersionsResolver {
  constructor(
    private readonly history: History,
    private readonly accounts: Accounts,
  ) {}

  @Query(() => VersionConnection, {
    description: 'Every change of a bot, its commands and its settings, newest first.',
  })
  @Allow()
  versions(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('botId', { type: () => ID }) botId: string,
    @Args('kind', { type: () => VersionKind, nullable: true }) kind?: VersionKind,
    @Args('subjectId', { type: () => ID, nullable: true }) subjectId?: string,
  ): Promise<Connection<Version>> {
    return this.history.list({ botId, kind, subjectId }, page, viewer, selection);
  }

  @Query(() => Version)
  @Allow()
  version(@Args('id', { type: () => ID }) id: string, @CurrentViewer() viewer: Viewer): Promise<Version> {
    return this.history.get(id, viewer);
  }

  @Query(() => [VersionDifference], {
    description: 'What is not the same in two versions of one thing, told from the first to the second.',
  })
  @Allow()
  versionDiff(
    @Args('from', { type: () => ID }) from: string,
    @Args('to', { type: () => ID }) to: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<VersionDifference[]> {
    return this.history.diff(from, to, viewer);
  }

  @Mutation(() => Version, {
    description:
      'Makes a thing again what it was in a version, or some fields of it, which is a new version. A deleted command comes back under its old id.',
  })
  @Allow()
  restoreVersion(
    @Args() { id, fields }: RestoreVersionArgs,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Version> {
    return this.history.restore(id, fields ?? null, viewer);
  }

  @Subscription(() => VersionEvent, {
    description: 'Every new version of a bot, its commands and its settings.',
  })
  @Allow()
  versionAdded(
    @CurrentViewer() viewer: Viewer,
    @Args('botId', { type: () => ID }) botId: string,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    return this.history.follow(botId, viewer);
  }

  @ResolveField(() => ChangeEnum)
  @Reads<Version>('before', 'after')
  change({ before, after }: Version): Change {
    if (!before) return 'ADDED';
    return after ? 'UPDATED' : 'REMOVED';
  }

  @ResolveField(() => [VersionDifference], { description: 'What this change altered, field by field.' })
  changes(version: Version): VersionDifference[] {
    return this.history.changesOf(version);
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who changed it, while they have an account.' })
  @Loads('actorId', ({ accounts }: VersionsResolver) => accounts.byId)
  actor(found: Account | null): Account | null {
    return found;
  }
}

@Resolver(() => VersionEvent)
export class VersionEventResolver {
  constructor(private readonly history: History) {}

  @ResolveField(() => Version, { nullable: true })
  version(event: VersionEvent, _: unknown, { loaders }: RequestContext): Promise<Version | null> | null {
    return event.versionId ? loaders.load(this.history.byId, event.versionId) : null;
  }
}
