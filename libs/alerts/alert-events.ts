import type { Change, NewEvent } from '@cube/realtime/event-log/events';

import { type Alert } from './alert.entity';
import { AlertState } from './alert-kinds';
import type { AlertRule } from './alert-rule.entity';
import type { AlertTarget } from './alert-target.entity';

/** An alert fired or was resolved. */
export function alertChanged(alert: Alert): NewEvent<'alert.changed'> {
  const { id, ruleId, botId, subjectName, severity, what, ruleName } = alert;
  const isFiring = alert.state === AlertState.FIRING;
  return {
    kind: 'alert.changed',
    topic: botId,
    subject: { kind: 'alert', id },
    data: {
      alertId: id,
      ruleId,
      targetId: null,
      botId,
      change: isFiring ? 'ADDED' : 'UPDATED',
      attention: isFiring ? (severity === 'CRITICAL' ? 'ERROR' : 'WARNING') : 'INFO',
      what: isFiring ? `${ruleName}: ${what}` : `${ruleName}: ${subjectName} is well again.`,
    },
  };
}

export const ruleChanged = (
  { id, botId }: Pick<AlertRule, 'id' | 'botId'>,
  change: Change,
  what: string,
): NewEvent<'alert.changed'> => ({
  kind: 'alert.changed',
  topic: null,
  subject: { kind: 'alert_rule', id },
  data: { alertId: null, ruleId: id, targetId: null, botId, change, attention: 'INFO', what },
});

export const targetChanged = (
  { id }: Pick<AlertTarget, 'id'>,
  change: Change,
  what: string,
  attention: 'INFO' | 'WARNING' = 'INFO',
): NewEvent<'alert.changed'> => ({
  kind: 'alert.changed',
  topic: null,
  subject: { kind: 'alert_target', id },
  data: { alertId: null, ruleId: null, targetId: id, botId: null, change, attention, what },
});
