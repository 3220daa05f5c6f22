import { Allow } from '@cube/platform/access';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { CommandSync } from '../command-sync.entity';
import { CommandPlan } from './command-plan';
import { CommandPlans } from './command-plans.service';

@Resolver(() => CommandPlan)
export class CommandPlansResolver {
  constructor(private readonly plans: CommandPlans) {}

  @Query(() => CommandPlan, {
    description: 'What a synchronisation would do; asks Discord what it has.',
  })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  @Throttle('discord')
  planCommandSync(@Args('botId', { type: () => ID }) botId: string): Promise<CommandPlan> {
    return this.plans.plan(botId);
  }

  @Mutation(() => CommandSync, {
    description: 'Does what a plan said; refuses when something has moved since it was made.',
  })
  @Allow(Permission.EDIT_COMMANDS, { bot: 'botId' })
  @Throttle('discord')
  applyCommandSync(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('planHash', { type: () => String }) planHash: string,
  ): Promise<CommandSync> {
    return this.plans.apply(botId, planHash);
  }
}
