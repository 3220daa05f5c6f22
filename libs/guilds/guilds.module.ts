import { Bot } from '@cube/bots/bot.entity';
import { BotsModule } from '@cube/bots/bots.module';
import { DiscordApiModule } from '@cube/discord-api/discord-api.module';
import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { BotInGuild } from './bot-in-guild.entity';
import { BotIntents } from './bot-intents.service';
import { Channel } from './channel.entity';
import { Guild } from './guild.entity';
import { GuildNeeds } from './guild-needs';
import { GuildSync } from './guild-sync.entity';
import { guildSyncQueue, GuildSyncs } from './guild-syncs.service';
import {
  BotGuildsResolver,
  ChannelResolver,
  GuildEventResolver,
  GuildsResolver,
  RoleResolver,
} from './guilds.resolver';
import { Guilds } from './guilds.service';
import { GuildMembersResolver } from './members/guild-members.resolver';
import { GuildMembers } from './members/guild-members.service';
import { BotInGuildResolver, BotReportResolver, GuildBotsResolver } from './report/guild-reports.resolver';
import { GuildReports } from './report/guild-reports.service';
import { Role } from './role.entity';

/** The servers that the bots are in. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Bot, BotInGuild, Guild, Channel, Role, GuildSync]),
    BullModule.registerQueue({
      name: guildSyncQueue,
      // The job of a killed worker is taken up again within seconds, not a minute.
      settings: { lockDuration: 10_000, stalledInterval: 5000 },
    }),
    BotsModule,
    DiscordApiModule,
  ],
  providers: [
    Guilds,
    GuildNeeds,
    GuildSyncs,
    BotIntents,
    GuildReports,
    GuildMembers,
    GuildMembersResolver,
    BotReportResolver,
    GuildBotsResolver,
    BotInGuildResolver,
    GuildsResolver,
    ChannelResolver,
    RoleResolver,
    GuildEventResolver,
    BotGuildsResolver,
  ],
  exports: [BotIntents, Guilds, GuildNeeds, GuildReports, GuildSyncs],
})
export class GuildsModule {}
