import { MailModule } from '@cube/mail/mail.module';
import { OperationMeter } from '@cube/realtime/live/operation-meter';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { AccessResolver } from './access.resolver';
import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { AccountsResolver, SessionEventResolver, SessionsResolver } from './auth.resolver';
import { DiscordPeople } from './discord-people.service';
import { DiscordSignIn } from './discord-sign-in';
import { ApiKey } from './keys/api-key.entity';
import { ApiKeys } from './keys/api-keys.service';
import { keyProviders } from './keys/key-providers';
import { OAuthController } from './keys/oauth.controller';
import { Membership } from './membership.entity';
import { BotMemberEventResolver, MembershipResolver } from './membership.resolver';
import { Memberships } from './memberships.service';
import { AccountToken } from './onboarding/account-token.entity';
import { AccountTokens } from './onboarding/account-tokens';
import { EmailLinks } from './onboarding/email-links.service';
import { Letters } from './onboarding/letters';
import { OnboardingResolver } from './onboarding/onboarding.resolver';
import { Onboarding } from './onboarding/onboarding.service';
import { Passages } from './onboarding/passages';
import { OwnAccountResolver } from './own-account/own-account.resolver';
import { OwnAccount } from './own-account/own-account.service';
import { RecoveryCode } from './own-account/recovery-code.entity';
import { SecondFactor } from './own-account/second-factor';
import { PasswordSignIn } from './password/password-sign-in';
import { PasswordSignInController } from './password/password-sign-in.controller';
import { AccountFieldsResolver } from './people/account-fields.resolver';
import { AccountEventResolver, PeopleResolver } from './people/people.resolver';
import { People } from './people/people.service';
import { Proposal } from './proposals/proposal.entity';
import { ProposalEventResolver, ProposalsResolver } from './proposals/proposals.resolver';
import { Proposals } from './proposals/proposals.service';
import { RuleBook } from './proposals/rule-book';
import { TwoPersonRules } from './proposals/two-person-rules.service';
import { Session } from './session.entity';
import { Sessions } from './sessions.service';
import { InstallationSettings } from './settings/installation-settings.entity';
import { Settings } from './settings/installation-settings.service';
import { SignInController } from './sign-in.controller';
import { UploadsController } from './uploads/uploads.controller';
import { Uploads } from './uploads/uploads.service';
import { Viewers } from './viewers';

/** Who people are: their way in, accounts, sign-in by Discord or a password, sessions. */
@Module({
  imports: [
    MailModule,
    TypeOrmModule.forFeature([
      Account,
      AccountToken,
      RecoveryCode,
      InstallationSettings,
      Session,
      Membership,
      ApiKey,
      Proposal,
    ]),
  ],
  controllers: [SignInController, PasswordSignInController, OAuthController, UploadsController],
  providers: [
    Accounts,
    Settings,
    Letters,
    AccountTokens,
    Passages,
    DiscordPeople,
    Onboarding,
    EmailLinks,
    OnboardingResolver,
    People,
    PeopleResolver,
    AccountEventResolver,
    AccountFieldsResolver,
    PasswordSignIn,
    SecondFactor,
    OwnAccount,
    OwnAccountResolver,
    Sessions,
    DiscordSignIn,
    AccountsResolver,
    SessionsResolver,
    SessionEventResolver,
    Memberships,
    ...keyProviders,
    Viewers,
    AccessResolver,
    MembershipResolver,
    BotMemberEventResolver,
    Proposals,
    RuleBook,
    TwoPersonRules,
    ProposalsResolver,
    ProposalEventResolver,
    { provide: ViewerSource, useExisting: Viewers },
  ],
  exports: [
    Accounts,
    People,
    DiscordPeople,
    SecondFactor,
    Sessions,
    Memberships,
    Proposals,
    ApiKeys,
    OperationMeter,
    Uploads,
    ViewerSource,
  ],
})
export class AuthModule {}
