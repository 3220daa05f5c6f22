import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { AccessResolver } from './access.resolver';
import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { AccountsResolver, SessionEventResolver, SessionsResolver } from './auth.resolver';
import { DiscordSignIn } from './discord-sign-in';
import { ApiKey } from './keys/api-key.entity';
import { ApiKeyEventResolver, ApiKeysResolver } from './keys/api-keys.resolver';
import { ApiKeys } from './keys/api-keys.service';
import { KeyRing } from './keys/key-ring';
import { LeakedKeys } from './keys/leaked-keys';
import { Membership } from './membership.entity';
import { BotMemberEventResolver, MembershipResolver } from './membership.resolver';
import { Memberships } from './memberships.service';
import { Proposal } from './proposal.entity';
import { ProposalEventResolver, ProposalsResolver } from './proposals.resolver';
import { Proposals } from './proposals.service';
import { Session } from './session.entity';
import { Sessions } from './sessions.service';
import { SignInController } from './sign-in.controller';
import { Viewers } from './viewers';

/** Who people are: accounts, sign-in with Discord, sessions. */
@Module({
  imports: [TypeOrmModule.forFeature([Account, Session, Membership, ApiKey, Proposal])],
  controllers: [SignInController],
  providers: [
    Accounts,
    Sessions,
    DiscordSignIn,
    AccountsResolver,
    SessionsResolver,
    SessionEventResolver,
    Memberships,
    KeyRing,
    ApiKeys,
    ApiKeysResolver,
    ApiKeyEventResolver,
    LeakedKeys,
    Viewers,
    AccessResolver,
    MembershipResolver,
    BotMemberEventResolver,
    Proposals,
    ProposalsResolver,
    ProposalEventResolver,
    { provide: ViewerSource, useExisting: Viewers },
  ],
  exports: [Accounts, Sessions, Memberships, Proposals, ViewerSource],
})
export class AuthModule {}
