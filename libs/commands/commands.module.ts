import { BotsModule } from '@cube/bots/bots.module';
import { DiscordApiModule } from '@cube/discord-api/discord-api.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { VersionsModule } from '@cube/versions/versions.module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { BuiltinCommands } from './builtin-commands.service';
import { Command } from './command.entity';
import { CommandSync } from './command-sync.entity';
import { CommandSyncs } from './command-syncs.service';
import { CommandTable } from './command-table';
import { BotCommandsResolver, CommandEventResolver, CommandsResolver } from './commands.resolver';
import { Commands } from './commands.service';
import { CommandSwitches } from './gates/command-switches';
import { ExplainCommandResolver } from './gates/explain-command.resolver';
import { CommandExplanations } from './gates/explain-command.service';
import { Throttles } from './gates/throttles';
import { SafeHttp } from './http/safe-http';
import { CodeNeedsRow } from './needs/code-needs.entity';
import { CommandNeeds } from './needs/command-needs';
import { CommandPlansResolver } from './plans/command-plans.resolver';
import { CommandPlans } from './plans/command-plans.service';
import { BotSecret } from './secrets/bot-secret.entity';
import { BotSecretsResolver } from './secrets/bot-secrets.resolver';
import { BotSecrets } from './secrets/bot-secrets.service';
import { stepProviders } from './steps/step-providers';
import { StepRunner } from './steps/step-runner';
import { Templates } from './templates/templates';
import { SimulatorControl } from './trial-runs/simulator-control';
import { TrialRunsResolver } from './trial-runs/trial-runs.resolver';
import { TrialRuns } from './trial-runs/trial-runs.service';
import { Variable } from './variables/variable.entity';
import { Variables } from './variables/variables.service';

/** The commands of the bots: what they are, and whether Discord knows of them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Command, CodeNeedsRow, CommandSync, Variable, BotSecret]),
    BotsModule,
    GuildsModule,
    VersionsModule,
    DiscordApiModule,
  ],
  providers: [
    Commands,
    BuiltinCommands,
    CommandSyncs,
    CommandTable,
    CommandSwitches,
    CommandNeeds,
    ...stepProviders,
    CommandPlans,
    CommandPlansResolver,
    CommandExplanations,
    ExplainCommandResolver,
    BotSecrets,
    BotSecretsResolver,
    SimulatorControl,
    TrialRuns,
    TrialRunsResolver,
    CommandsResolver,
    CommandEventResolver,
    BotCommandsResolver,
  ],
  exports: [
    Commands,
    BuiltinCommands,
    CommandPlans,
    CommandNeeds,
    CommandSyncs,
    CommandTable,
    SafeHttp,
    StepRunner,
    CommandSwitches,
    Templates,
    Throttles,
    Variables,
  ],
})
export class CommandsModule {}
