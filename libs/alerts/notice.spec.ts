import type { AlertChange } from './alert.entity';
import { AlertKind, AlertSeverity, AlertState } from './alert-kinds';
import { messageOn, noticeOf, paragraphsOf } from './notice';

const at = new Date('2026-11-21T21:00:00Z');
const rule = {
  id: 'r',
  name: 'Late',
  kind: AlertKind.LOG_LAG,
  botId: null,
  threshold: 1,
  windowSeconds: null,
  forSeconds: 0,
  calmSeconds: 0,
  severity: AlertSeverity.WARNING,
  targetIds: [],
  enabled: true,
  createdAt: at,
};
const noticeWith = (lastChange: AlertChange, subjectName = 'Social Cube') => {
  const alert = {
    id: 'a',
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.kind,
    severity: rule.severity,
    subject: 'installation',
    subjectName,
    botId: null,
    state: AlertState.FIRING,
    since: at,
    calmSince: null,
    firedAt: at,
    resolvedAt: null,
    what: 'The event log is 9 seconds late.',
    evidence: { figures: [], entryIds: [] },
    lastChange,
  };
  return noticeOf('FIRING', rule, [alert], 'https://cube.example');
};
const told = (lastChange: AlertChange) => {
  const notice = noticeWith(lastChange);
  return JSON.stringify([notice, paragraphsOf(notice)]);
};
const change = { at: at.toISOString(), who: 'Ada', botId: null, versionId: null, entryId: null };

describe('[SA-26] [SA-32] a notice of an alert', () => {
  it('tells of a version that came before it', () => {
    expect(told({ ...change, what: '/hello (version 4)', versionId: 'v' })).toContain(
      'Last change before it: /hello (version 4), by Ada',
    );
  });

  it('tells nobody what only the audit says: who stands behind a target may not read that', () => {
    const text = told({ ...change, what: 'Ada invited eve@example.org.', entryId: 'e' });
    expect(text).toContain('9 seconds late');
    expect(text).not.toMatch(/Ada|eve@/);
  });

  it('shows in Discord what others have named as it stands, and no link behind other words', () => {
    const trap = '[Sign in again](https://evil.example) **now**';
    const text = messageOn(noticeWith({ ...change, what: trap, versionId: 'v' }, trap));
    expect(text).toMatch(/^\*\*Alert: Late: \\\[Sign in again\\\]\(https:/);
    expect(text).not.toMatch(/(?<!\\)\[/);
    expect(text.match(/(?<!\\)\*\*/g)).toHaveLength(2);
    expect(text).toMatch(/\n<https:\/\/cube\.example\/alerts>$/);
  });
});
