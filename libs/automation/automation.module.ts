import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { VersionsModule } from '@cube/versions/versions.module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ReactionRole } from './reaction-roles/reaction-role.entity';
import { ReactionRoleTable } from './reaction-roles/reaction-role-table';
import { GuildSettingsRow } from './settings/guild-settings.entity';
import { GuildEventSettingsResolver, GuildSettingsResolver } from './settings/guild-settings.resolver';
import { GuildSettingsService } from './settings/guild-settings.service';
import { SettingsTable } from './settings/settings-table';

/** What bots do by themselves in a guild, and how they are set there. */
@Module({
  imports: [
    TypeOrmModule.forFeature([GuildSettingsRow, ReactionRole]),
    BotsModule,
    GuildsModule,
    CommandsModule,
    VersionsModule,
  ],
  providers: [
    GuildSettingsService,
    GuildSettingsResolver,
    GuildEventSettingsResolver,
    SettingsTable,
    ReactionRoleTable,
  ],
  exports: [GuildSettingsService, SettingsTable, ReactionRoleTable],
})
export class AutomationModule {}
