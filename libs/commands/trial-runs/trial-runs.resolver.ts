import { Allow } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { PressButtonInput, SubmitFormInput, TrialGuild, TrialRun, TryCommandInput } from './trial-run';
import { TrialRuns } from './trial-runs.service';

@Resolver(() => TrialRun)
export class TrialRunsResolver {
  constructor(private readonly trials: TrialRuns) {}

  @Query(() => [TrialGuild], {
    nullable: true,
    description: 'Where the commands of a bot can be tried; null where Discord is not the simulator.',
  })
  @Allow(Permission.EDIT_COMMANDS, { bot: 'botId' })
  trialGuilds(@Args('botId', { type: () => ID }) botId: string): Promise<readonly TrialGuild[] | null> {
    return this.trials.places(botId);
  }

  @Mutation(() => TrialRun, {
    description:
      'Runs a saved command in the simulator, as one of its people. Only where Discord is the simulator.',
  })
  @Allow(Permission.EDIT_COMMANDS, { command: 'input.commandId' })
  tryCommand(@Args('input') input: TryCommandInput): Promise<TrialRun> {
    return this.trials.run(input);
  }

  @Mutation(() => TrialRun, { description: 'Presses a button of what tryCommand answered.' })
  @Allow(Permission.EDIT_COMMANDS, { command: 'input.commandId' })
  tryButton(@Args('input') input: PressButtonInput): Promise<TrialRun> {
    return this.trials.press(input);
  }

  @Mutation(() => TrialRun, { description: 'Sends a form that tryCommand or tryButton opened.' })
  @Allow(Permission.EDIT_COMMANDS, { command: 'input.commandId' })
  tryForm(@Args('input') input: SubmitFormInput): Promise<TrialRun> {
    return this.trials.submit(input);
  }
}
