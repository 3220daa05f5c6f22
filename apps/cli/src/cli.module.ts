import { Module } from '@nestjs/common';

import { AuditCommand, VerifyAuditCommand } from './audit.commands';
import { ApplyBotCommand, BotCommand, ExportBotCommand, PlanBotCommand } from './bot-file.commands';
import { BotsCommand } from './bots.command';
import { AddBotCommand } from './bots-add.command';
import { BotsStatusCommand } from './bots-status.command';
import { StartBotCommand, StopBotCommand } from './bots-want.command';
import { CreateSuperuserCommand } from './create-superuser.command';
import { MigrateCommand } from './migrate.command';
import {
  ApproveCommand,
  DisableCodesCommand,
  InviteCommand,
  ListPeopleCommand,
  PeopleCommand,
  ResetPasswordCommand,
  SetRoleCommand,
} from './people.command';
import { ReplCommand } from './repl.command';
import { RotateSecretsCommand, SecretsCommand, SecretsStatusCommand } from './secrets.command';

/** The operator's commands. Each opens the features by itself (`withFeatures`), so that help and migrate need no database. */
@Module({
  providers: [
    MigrateCommand,
    CreateSuperuserCommand,
    BotCommand,
    ExportBotCommand,
    PlanBotCommand,
    ApplyBotCommand,
    BotsCommand,
    BotsStatusCommand,
    StartBotCommand,
    StopBotCommand,
    AddBotCommand,
    PeopleCommand,
    ListPeopleCommand,
    InviteCommand,
    ApproveCommand,
    SetRoleCommand,
    ResetPasswordCommand,
    DisableCodesCommand,
    ReplCommand,
    SecretsCommand,
    RotateSecretsCommand,
    SecretsStatusCommand,
    AuditCommand,
    VerifyAuditCommand,
  ],
})
export class CliModule {}
