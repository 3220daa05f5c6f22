import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { AccountsResolver, SessionEventResolver, SessionsResolver } from './auth.resolver';
import { DiscordSignIn } from './discord-sign-in';
import { Session } from './session.entity';
import { Sessions } from './sessions.service';
import { SignInController } from './sign-in.controller';

/** Who people are: accounts, sign-in with Discord, sessions. */
@Module({
  imports: [TypeOrmModule.forFeature([Account, Session])],
  controllers: [SignInController],
  providers: [
    Accounts,
    Sessions,
    DiscordSignIn,
    AccountsResolver,
    SessionsResolver,
    SessionEventResolver,
    { provide: ViewerSource, useExisting: Sessions },
  ],
  exports: [Accounts, Sessions, ViewerSource],
})
export class AuthModule {}
