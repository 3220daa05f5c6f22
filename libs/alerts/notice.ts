import { escapeMarkdown } from '@cube/commands/templates/markdown';

import type { Alert, AlertChange, AlertEvidence } from './alert.entity';
import type { AlertKind, AlertSeverity } from './alert-kinds';
import type { AlertRule } from './alert-rule.entity';

/** An alert as targets are told of it. */
export interface ToldAlert {
  readonly id: string;
  readonly subject: { readonly name: string; readonly botId: string | null };
  readonly what: string;
  /** ISO 8601. */
  readonly firedAt: string;
  readonly resolvedAt: string | null;
  readonly evidence: AlertEvidence;
  /** Null for an entry of the audit too: that is for those who may read it, and anybody may stand behind a target. */
  readonly lastChange: AlertChange | null;
}

/** What one round has to tell of one rule; it is the JSON that webhooks get. */
export interface Notice {
  readonly event: 'FIRING' | 'RESOLVED' | 'TEST';
  readonly at: string;
  /** Where people look at it. */
  readonly link: string;
  readonly rule: {
    readonly id: string;
    readonly name: string;
    readonly kind: AlertKind;
    readonly severity: AlertSeverity;
  };
  readonly alerts: readonly ToldAlert[];
  /** How many more there are than `alerts` holds. */
  readonly more: number;
}

/** Alerts that a notice spells out: when all bots go offline, one mail says so and not a hundred. */
const mostTold = 20;

export function noticeOf(
  event: Notice['event'],
  { id, name, kind, severity }: AlertRule,
  alerts: readonly Alert[],
  publicUrl: string,
): Notice {
  return {
    event,
    at: new Date().toISOString(),
    link: `${publicUrl}/alerts`,
    rule: { id, name, kind, severity },
    alerts: alerts.slice(0, mostTold).map(told),
    more: Math.max(0, alerts.length - mostTold),
  };
}

const told = (alert: Alert): ToldAlert => ({
  id: alert.id,
  subject: { name: alert.subjectName, botId: alert.botId },
  what: alert.what,
  firedAt: alert.firedAt?.toISOString() ?? '',
  resolvedAt: alert.resolvedAt?.toISOString() ?? null,
  evidence: alert.evidence,
  lastChange: alert.lastChange?.entryId ? null : alert.lastChange,
});

/** Characters of a message; Discord takes 2,000. */
const longestMessage = 1900;
const heads = { FIRING: 'Alert', RESOLVED: 'Well again', TEST: 'Test of an alert' } as const;

/** One line, without line breaks. */
export function headOf({ event, rule, alerts, more }: Notice): string {
  const [first] = alerts;
  const others = alerts.length - 1 + more;
  const about = first ? `: ${first.subject.name}${others > 0 ? ` and ${others} more` : ''}` : '';
  return `${heads[event]}: ${rule.name}${about}`.replaceAll(/\s+/g, ' ').slice(0, 200);
}

/** A paragraph for each alert. */
export function paragraphsOf({ event, alerts, more }: Notice): readonly string[] {
  if (event === 'TEST') return ['This is a test: nothing is wrong. Real alerts of this rule come here.'];
  const told = alerts.map((alert) =>
    event === 'RESOLVED'
      ? `${alert.subject.name} is well again. It was: ${alert.what}`
      : [alert.what, figuresIn(alert), changeIn(alert)].filter((part) => part !== '').join('\n'),
  );
  return more > 0 ? [...told, `And ${more} more.`] : told;
}

/**
 * The same as a message of Discord. What others have named is shown as it stands: whoever names a bot puts no link behind
 * other words into a channel that trusts us.
 */
export function messageOn(notice: Notice): string {
  const paragraphs = paragraphsOf(notice).map(escapeMarkdown);
  const text = [`**${escapeMarkdown(headOf(notice))}**`, ...paragraphs].join('\n\n');
  return `${text.slice(0, longestMessage)}\n<${notice.link}>`;
}

const figuresIn = ({ evidence: { figures } }: ToldAlert): string =>
  figures.map(({ name, value }) => `${name}: ${value}`).join(', ');

const changeIn = ({ lastChange }: ToldAlert): string =>
  lastChange ? `Last change before it: ${lastChange.what}, by ${lastChange.who} at ${lastChange.at}.` : '';
