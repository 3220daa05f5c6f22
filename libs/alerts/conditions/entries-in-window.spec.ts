import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { AlertKind, AlertSeverity } from '../alert-kinds';
import type { AlertRule } from '../alert-rule.entity';
import { CommandUnanswered } from './command-unanswered';
import { EntriesInWindow } from './entries-in-window';
import { ErrorRate } from './error-rate';

describe('[SA-26] rules that count entries of the log', () => {
  let test: TestDatabase;
  let loud: string;
  let quiet: string;

  beforeAll(async () => {
    test = await testDatabase();
    [loud, quiet] = [await aBot(1, 'Loud'), await aBot(2, 'Quiet')];
  });
  afterEach(() => test.database.query('delete from event_log'));
  afterAll(() => test.drop());

  async function aBot(number: number, name: string): Promise<string> {
    const id = uuid();
    await test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
         wanted, generation, observed, observed_generation)
       values ($1, 'simulator', $2, $2, $3, '', 'sealed', $3, 'OFFLINE', 1, 'OFFLINE', 1)`,
      [id, number, name],
    );
    return id;
  }
  /** Entries from so many seconds ago on, a millisecond apart. */
  const lay = (kind: string, topic: string | null, seconds: number, number: number, data: object = {}) =>
    test.database.query(
      `insert into event_log (id, seq, kind, topic, level, data)
       select (left(event_log_lowest_id(now() - $3 * interval '1 s' + n * interval '1 ms')::text, 14)
           || '7000-8000-' || substr(md5(random()::text), 1, 12))::uuid,
         nextval('event_log_seq'), $1, $2, 'ERROR', $5 from generate_series(1, $4) n`,
      [kind, topic, seconds, number, data],
    );
  const aRule = (kind: AlertKind, more: Partial<AlertRule> = {}): AlertRule => ({
    id: uuid(),
    name: 'Counts',
    kind,
    botId: null,
    threshold: 3,
    windowSeconds: 600,
    forSeconds: 0,
    calmSeconds: 0,
    severity: AlertSeverity.WARNING,
    targetIds: [],
    enabled: true,
    createdAt: new Date(),
    ...more,
  });
  const found = async (rule: AlertRule) => {
    const entries = new EntriesInWindow(test.database);
    const condition =
      rule.kind === AlertKind.ERROR_RATE ? new ErrorRate(entries) : new CommandUnanswered(entries);
    return (await condition.find(rule)).map(({ name, figures }) => [name, Object.values(figures)[0]]);
  };

  it('see the errors of a bot, and of the product, behind a flood of another bot', async () => {
    await lay('error.raised', quiet, 500, 3);
    await lay('error.raised', null, 490, 4);
    await lay('error.raised', loud, 60, 21_000);
    const all = await found(aRule(AlertKind.ERROR_RATE));
    expect(all.toSorted()).toEqual([
      ['Loud', 10_000],
      ['Quiet', 3],
      ['Social Cube', 4],
    ]);
    expect(await found(aRule(AlertKind.ERROR_RATE, { botId: quiet }))).toEqual([['Quiet', 3]]);
    expect(await found(aRule(AlertKind.ERROR_RATE, { threshold: 10_000 }))).toEqual([['Loud', 10_000]]);
  });

  it('see the unanswered commands of a bot behind those of another, and behind its own answered ones', async () => {
    const unanswered = { outcome: 'UNANSWERED', command: 'weather' };
    await lay('command.executed', quiet, 500, 3, unanswered);
    await lay('command.executed', quiet, 400, 11_000, { outcome: 'ANSWERED', command: 'weather' });
    await lay('command.executed', loud, 60, 11_000, unanswered);
    const all = await found(aRule(AlertKind.COMMAND_UNANSWERED));
    expect(all.toSorted()).toEqual([
      ['Loud', 10_000],
      ['Quiet', 3],
    ]);
  });

  it('leave out what is older than their window, what is too little, and bots that are gone', async () => {
    await lay('error.raised', quiet, 1200, 50);
    await lay('error.raised', loud, 60, 2);
    await lay('error.raised', uuid(), 60, 50);
    expect(await found(aRule(AlertKind.ERROR_RATE))).toEqual([]);
  });
});
