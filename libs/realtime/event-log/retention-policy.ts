import type { EventKind } from './events';

/** Days for which events of a kind are kept, unless RETENTION says otherwise; 0 for ever. */
const days = {
  'command.executed': 90,
  'command.changed': 365,
  'bot.changed': 180,
  // For whoever looks on, not for the log that people read.
  'bot.measured': 2,
  'guild.changed': 180,
  'automation.ran': 90,
  'session.changed': 180,
  'sign_in.failed': 90,
  'account.changed': 180,
  'member.changed': 180,
  'key.changed': 180,
  'proposal.changed': 365,
  'mail.changed': 7,
  'audit.recorded': 730,
  'connection.changed': 2,
  'presence.changed': 2,
  'job.progressed': 2,
  'version.added': 30,
  'request.served': 30,
  'error.raised': 90,
  'error.resolved': 90,
  'alert.changed': 365,
  'log.gapped': 365,
  'system.measured': 1,
} as const satisfies Record<EventKind, number>;

/** The kinds that go, with their days. Throws when the setting names a kind that does not exist. */
export function retentionOf(setting: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const unknown = Object.keys(setting).filter((kind) => !(kind in days));
  if (unknown.length > 0) {
    throw new Error(
      `RETENTION names ${unknown.join(', ')}, which is no kind of event: the kinds are ${Object.keys(days).join(', ')}.`,
    );
  }
  return new Map(Object.entries({ ...days, ...setting }).filter(([, kept]) => kept > 0));
}
