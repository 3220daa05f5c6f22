import { Alerts1763001300000 } from '@cube/alerts/migrations/1763001300000-alerts';
import { AlertsBySubject1763001410000 } from '@cube/alerts/migrations/1763001410000-alerts-by-subject';
import { UnansweredCommands1763001410010 } from '@cube/alerts/migrations/1763001410010-unanswered-commands';
import { Accounts1763000200000 } from '@cube/auth/migrations/1763000200000-accounts';
import { Memberships1763000350000 } from '@cube/auth/migrations/1763000350000-memberships';
import { ApiKeys1763000510000 } from '@cube/auth/migrations/1763000510000-api-keys';
import { ApiUsage1763000520000 } from '@cube/auth/migrations/1763000520000-api-usage';
import { Uploads1763000540000 } from '@cube/auth/migrations/1763000540000-uploads';
import { Proposals1763000550000 } from '@cube/auth/migrations/1763000550000-proposals';
import { Onboarding1763000600000 } from '@cube/auth/migrations/1763000600000-onboarding';
import { WaitingKeys1763000710000 } from '@cube/auth/migrations/1763000710000-waiting-keys';
import { GuildSettings1763000821000 } from '@cube/automation/migrations/1763000821000-guild-settings';
import { Automation1763000822000 } from '@cube/automation/migrations/1763000822000-automation';
import { ScheduledMessages1763000823000 } from '@cube/automation/migrations/1763000823000-scheduled-messages';
import { AutomationVersions1763000850000 } from '@cube/automation/migrations/1763000850000-automation-versions';
import { Bots1763000300000 } from '@cube/bots/migrations/1763000300000-bots';
import { DiscordLimits1763000530000 } from '@cube/bots/migrations/1763000530000-discord-limits';
import { BotIntents1763000840020 } from '@cube/bots/migrations/1763000840020-bot-intents';
import { Commands1763000500000 } from '@cube/commands/migrations/1763000500000-commands';
import { Steps1763000700000 } from '@cube/commands/migrations/1763000700000-steps';
import { CodeNeeds1763000840030 } from '@cube/commands/migrations/1763000840030-code-needs';
import { BotSecrets1763000850001 } from '@cube/commands/migrations/1763000850001-bot-secrets';
import { Guilds1763000400000 } from '@cube/guilds/migrations/1763000400000-guilds';
import { GuildRoles1763000820000 } from '@cube/guilds/migrations/1763000820000-guild-roles';
import { GuildFacts1763000840010 } from '@cube/guilds/migrations/1763000840010-guild-facts';
import { ResolvedErrors1763000250000 } from '@cube/logging/migrations/1763000250000-resolved-errors';
import { LogWords1763001000010 } from '@cube/logging/migrations/1763001000010-log-words';
import { Mail1763000590000 } from '@cube/mail/migrations/1763000590000-mail';
import { Platform1763000000000 } from '@cube/platform/migrations/1763000000000-platform';
import { ProcessKeys1763000620000 } from '@cube/platform/migrations/1763000620000-process-keys';
import { ProcessVitals1763001310000 } from '@cube/platform/migrations/1763001310000-process-vitals';
import { EventLog1763000100000 } from '@cube/realtime/migrations/1763000100000-event-log';
import { Spill1763000900000 } from '@cube/realtime/migrations/1763000900000-spill';
import { Retention1763000900010 } from '@cube/realtime/migrations/1763000900010-retention';
import { Requests1763000900020 } from '@cube/realtime/migrations/1763000900020-requests';
import { Presence1763001100010 } from '@cube/realtime/migrations/1763001100010-presence';
import { RefusedSignIns1763001100020 } from '@cube/realtime/migrations/1763001100020-refused-sign-ins';
import { JobProgress1763001100030 } from '@cube/realtime/migrations/1763001100030-job-progress';
import { SystemMeasured1763001310010 } from '@cube/realtime/migrations/1763001310010-system-measured';
import { HintOfKinds1763001500000 } from '@cube/realtime/migrations/1763001500000-hint-of-kinds';
import { Versions1763000810000 } from '@cube/versions/migrations/1763000810000-versions';

/** Every migration of the product, oldest first. */
export const migrations = [
  Platform1763000000000,
  EventLog1763000100000,
  Accounts1763000200000,
  ResolvedErrors1763000250000,
  Bots1763000300000,
  Memberships1763000350000,
  Guilds1763000400000,
  Commands1763000500000,
  ApiKeys1763000510000,
  ApiUsage1763000520000,
  DiscordLimits1763000530000,
  Uploads1763000540000,
  Proposals1763000550000,
  Mail1763000590000,
  Onboarding1763000600000,
  ProcessKeys1763000620000,
  Steps1763000700000,
  WaitingKeys1763000710000,
  Versions1763000810000,
  GuildRoles1763000820000,
  GuildSettings1763000821000,
  Automation1763000822000,
  ScheduledMessages1763000823000,
  GuildFacts1763000840010,
  BotIntents1763000840020,
  CodeNeeds1763000840030,
  AutomationVersions1763000850000,
  BotSecrets1763000850001,
  Spill1763000900000,
  Retention1763000900010,
  Requests1763000900020,
  LogWords1763001000010,
  Presence1763001100010,
  RefusedSignIns1763001100020,
  JobProgress1763001100030,
  Alerts1763001300000,
  ProcessVitals1763001310000,
  SystemMeasured1763001310010,
  AlertsBySubject1763001410000,
  UnansweredCommands1763001410010,
  HintOfKinds1763001500000,
] as const;
