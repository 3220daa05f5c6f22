import { AlertsModule } from '@cube/alerts/alerts.module';
import { AuthModule } from '@cube/auth/auth.module';
import { AutomationModule } from '@cube/automation/automation.module';
import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { LoggingModule } from '@cube/logging/logging.module';
import { MailModule } from '@cube/mail/mail.module';
import { RealtimeModule } from '@cube/realtime/realtime.module';
import { VersionsModule } from '@cube/versions/versions.module';
import { Module } from '@nestjs/common';

/** The feature modules, which api, worker and cli mount alike. */
@Module({
  imports: [
    RealtimeModule,
    MailModule,
    AuthModule,
    VersionsModule,
    LoggingModule,
    BotsModule,
    GuildsModule,
    CommandsModule,
    AutomationModule,
    AlertsModule,
  ],
})
export class FeaturesModule {}
