import type { AlertChange } from './alert.entity';
import { AlertKind, AlertSeverity, AlertState } from './alert-kinds';
import { noticeOf, paragraphsOf } from './notice';

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
const told = (lastChange: AlertChange) => {
  const alert = {
    id: 'a',
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.kind,
    severity: rule.severity,
    subject: 'installation',
    subjectName: 'Social Cube',
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
  const notice = noticeOf('FIRING', rule, [alert], 'https://cube.example');
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
});
