import { AuthModule } from '@cube/auth/auth.module';
import { DiscordApiModule } from '@cube/discord-api/discord-api.module';
import { VersionsModule } from '@cube/versions/versions.module';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Bot } from './bot.entity';
import { BotCredentials } from './bot-credentials';
import { BotRuns } from './bot-runs.service';
import { BotEventResolver, BotsResolver, LogEntryBotResolver } from './bots.resolver';
import { Bots } from './bots.service';
import { DiscordLimitResolver, LimitsResolver } from './limits/limits.resolver';
import { BotsLiveResolver } from './live/bots-live.resolver';
import { BotsLive } from './live/bots-live.service';
import { NewBots } from './new-bots';

/** Bots: what people want of them, and what the workers see of them. */
@Module({
  imports: [TypeOrmModule.forFeature([Bot]), AuthModule, VersionsModule, DiscordApiModule],
  providers: [
    Bots,
    BotRuns,
    BotCredentials,
    NewBots,
    BotsResolver,
    BotEventResolver,
    LogEntryBotResolver,
    LimitsResolver,
    DiscordLimitResolver,
    BotsLive,
    BotsLiveResolver,
  ],
  exports: [Bots, BotRuns, BotCredentials, NewBots],
})
export class BotsModule {}
