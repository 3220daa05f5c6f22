import { Allow, CurrentViewer } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { type Follow, followWithSnapshot } from '../live/follow';
import { FailedJobs } from './failed-jobs.service';
import { System } from './system.service';
import { SystemHealth, SystemHealthEvent } from './system-health';

@Resolver(() => SystemHealthEvent)
export class SystemResolver {
  constructor(
    private readonly system: System,
    private readonly jobs: FailedJobs,
  ) {}

  @Query(() => SystemHealth, {
    description: 'How PostgreSQL, Redis, the queues and the processes do. What does not answer says so.',
  })
  @Allow(Permission.VIEW_SYSTEM)
  systemHealth(): Promise<SystemHealth> {
    return this.system.health();
  }

  @Mutation(() => Boolean, { description: 'Has a job that failed for good tried again.' })
  @Allow(Permission.MANAGE_JOBS)
  retryJob(
    @Args('queue') queue: string,
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<boolean> {
    return this.jobs.retry(queue, id, viewer);
  }

  @Mutation(() => Boolean, { description: 'Removes a job that failed for good.' })
  @Allow(Permission.MANAGE_JOBS)
  removeJob(
    @Args('queue') queue: string,
    @Args('id', { type: () => ID }) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<boolean> {
    return this.jobs.remove(queue, id, viewer);
  }

  @Subscription(() => SystemHealthEvent, {
    name: 'systemHealth',
    description: 'The same, at the beginning and then every few seconds while somebody follows it.',
  })
  @Allow(Permission.VIEW_SYSTEM)
  follow(@Args('after', { type: () => String, nullable: true }) _after?: string): Follow {
    return followWithSnapshot(['system.measured'], null, {}, () => ({}));
  }

  @ResolveField(() => SystemHealth, { nullable: true })
  health(): Promise<SystemHealth> {
    return this.system.health();
  }
}
