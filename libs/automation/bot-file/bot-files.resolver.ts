import { Allow, CurrentViewer } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { BotFiles } from './bot-files.service';
import { BotPlan } from './bot-plan';

@Resolver(() => BotPlan)
export class BotFilesResolver {
  constructor(private readonly files: BotFiles) {}

  @Query(() => String, {
    description:
      'A bot as a file in YAML: its name, its commands, its settings in servers; never its token. What the viewer may not see is left out.',
  })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  exportBot(
    @Args('botId', { type: () => ID }) botId: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    return this.files.export(botId, viewer);
  }

  @Query(() => BotPlan, {
    description: 'What applying such a file would do. What is wrong with it is told by lines of the file.',
  })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  planBotImport(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('yaml', { type: () => String }) yaml: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<BotPlan> {
    return this.files.plan(botId, yaml, viewer);
  }

  @Mutation(() => BotPlan, {
    description:
      'Does what a plan said, all of it or nothing; refuses when the bot has changed since it was made.',
  })
  @Allow(Permission.EDIT_COMMANDS, { bot: 'botId' })
  applyBotImport(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('yaml', { type: () => String }) yaml: string,
    @Args('planHash', { type: () => String }) planHash: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<BotPlan> {
    return this.files.apply(botId, yaml, planHash, viewer);
  }
}
