import { AlertsModule } from '@cube/alerts/alerts.module';
import { AutomationModule } from '@cube/automation/automation.module';
import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { DiscordModule } from '@cube/discord/discord.module';
import { FeaturesModule } from '@cube/features/features.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { MailModule } from '@cube/mail/mail.module';
import type { Config } from '@cube/platform/config';
import { PlatformModule } from '@cube/platform/platform.module';
import { type DynamicModule, Module } from '@nestjs/common';

import { AlertProcessor } from './alert.processor';
import { AlertSchedule } from './alert-schedule';
import { CommandRegistrar } from './command-registrar';
import { commands } from './commands/commands';
import { DriftWatch } from './drift-watch';
import { GuildSyncProcessor } from './guild-sync.processor';
import { GuildSyncSchedule } from './guild-sync-schedule';
import { IntentWatch } from './intent-watch';
import { MailProcessor } from './mail.processor';
import { MailSchedule } from './mail-schedule';
import { MessageSchedule } from './message-schedule';
import { Observer } from './observer';
import { Reconciler } from './reconciler';
import { ScheduledMessageProcessor } from './scheduled-message.processor';
import { Turn } from './turn';

/** Hosts the bots and does the jobs. */
@Module({})
export class WorkerModule {
  static for(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.for('worker', config),
        FeaturesModule,
        AlertsModule,
        MailModule,
        BotsModule,
        GuildsModule,
        CommandsModule,
        AutomationModule,
        DiscordModule.forRoot({ imports: [CommandsModule, AutomationModule] }),
      ],
      providers: [
        ...commands,
        Turn,
        Observer,
        IntentWatch,
        Reconciler,
        CommandRegistrar,
        DriftWatch,
        GuildSyncSchedule,
        GuildSyncProcessor,
        MailSchedule,
        MailProcessor,
        MessageSchedule,
        ScheduledMessageProcessor,
        AlertSchedule,
        AlertProcessor,
      ],
    };
  }
}
