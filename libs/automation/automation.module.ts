import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { DiscordApiModule } from '@cube/discord-api/discord-api.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { VersionsModule } from '@cube/versions/versions.module';
import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Automations } from './automations';
import { AutomationsResolver } from './automations.resolver';
import { BotFilesResolver } from './bot-file/bot-files.resolver';
import { BotFiles } from './bot-file/bot-files.service';
import { PlanDeeds } from './bot-file/plan-deeds';
import { ReactionRole } from './reaction-roles/reaction-role.entity';
import { ReactionRoleTable } from './reaction-roles/reaction-role-table';
import { ReactionRoles } from './reaction-roles/reaction-roles.service';
import { ScheduledMessage } from './scheduled-messages/scheduled-message.entity';
import { ScheduledMessages } from './scheduled-messages/scheduled-messages.service';
import { scheduledMessageQueue, ScheduledPosts } from './scheduled-messages/scheduled-posts';
import { GuildSettingsRow } from './settings/guild-settings.entity';
import { GuildEventSettingsResolver, GuildSettingsResolver } from './settings/guild-settings.resolver';
import { GuildSettingsService } from './settings/guild-settings.service';
import { SettingsTable } from './settings/settings-table';

/** What bots do by themselves in a guild, and how they are set there. */
@Module({
  imports: [
    TypeOrmModule.forFeature([GuildSettingsRow, ReactionRole, ScheduledMessage]),
    BullModule.registerQueue({ name: scheduledMessageQueue }),
    BotsModule,
    GuildsModule,
    CommandsModule,
    VersionsModule,
    DiscordApiModule,
  ],
  providers: [
    BotFiles,
    PlanDeeds,
    BotFilesResolver,
    GuildSettingsService,
    GuildSettingsResolver,
    GuildEventSettingsResolver,
    SettingsTable,
    Automations,
    ReactionRoles,
    ReactionRoleTable,
    ScheduledMessages,
    ScheduledPosts,
    AutomationsResolver,
  ],
  exports: [
    BotFiles,
    GuildSettingsService,
    SettingsTable,
    ReactionRoles,
    ReactionRoleTable,
    ScheduledMessages,
    ScheduledPosts,
  ],
})
export class AutomationModule {}
