import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { DiscordApiModule } from '@cube/discord-api/discord-api.module';
import { MailModule } from '@cube/mail/mail.module';
import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Alert } from './alert.entity';
import { AlertCourier } from './alert-courier';
import { AlertDeliveries, alertQueue } from './alert-deliveries';
import { AlertRounds } from './alert-rounds';
import { AlertRule } from './alert-rule.entity';
import { AlertRules } from './alert-rules.service';
import { AlertTarget } from './alert-target.entity';
import { AlertTargets } from './alert-targets.service';
import { AlertWatch } from './alert-watch';
import {
  AlertChangeResolver,
  AlertEventResolver,
  AlertRulesResolver,
  AlertsResolver,
} from './alerts.resolver';
import { Alerts } from './alerts.service';
import { conditionProviders } from './conditions/conditions';

/** What tells people that something is wrong: rules, what they found, and how it reaches whom. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Alert, AlertRule, AlertTarget]),
    BullModule.registerQueue({ name: alertQueue, settings: { lockDuration: 10_000, stalledInterval: 5000 } }),
    MailModule,
    BotsModule,
    CommandsModule,
    DiscordApiModule,
  ],
  providers: [
    ...conditionProviders,
    AlertWatch,
    AlertDeliveries,
    AlertCourier,
    AlertRounds,
    AlertRules,
    AlertTargets,
    Alerts,
    AlertsResolver,
    AlertChangeResolver,
    AlertEventResolver,
    AlertRulesResolver,
  ],
  exports: [AlertRounds, AlertCourier],
})
export class AlertsModule {}
