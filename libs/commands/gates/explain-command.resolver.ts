import { Allow } from '@cube/platform/access';
import { Throttle } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { CommandExplanation, CommandSituation } from './command-explanation';
import { CommandExplanations } from './explain-command.service';

@Resolver(() => CommandExplanation)
export class ExplainCommandResolver {
  constructor(private readonly explanations: CommandExplanations) {}

  @Query(() => CommandExplanation, {
    description:
      'Which gate would refuse a command to somebody, and the one change that would let them through.',
  })
  @Allow(Permission.VIEW_COMMANDS, { command: 'commandId' })
  @Throttle('discord')
  explainCommand(
    @Args('commandId', { type: () => ID }) commandId: string,
    @Args('situation') situation: CommandSituation,
  ): Promise<CommandExplanation> {
    return this.explanations.explain(commandId, situation);
  }
}
