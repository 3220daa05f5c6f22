import { readConfig } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { Secrets } from '@cube/platform/secrets';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { gapBetween } from '../live/starting-point';
import { AuditChain } from './audit-chain';
import { EventReader } from './event-reader';
import type { EventKind } from './events';
import { Retention } from './retention';

const day = 24 * 60 * 60 * 1000;

describe('retention', () => {
  let test: TestDatabase;
  let chain: AuditChain;
  let reader: EventReader;

  beforeEach(async () => {
    test = await testDatabase();
    chain = new AuditChain(test.database, new Secrets(test.database, test.config));
    reader = new EventReader(test.database);
  });
  afterEach(() => test.drop());

  const retentionWith = (setting: Readonly<Record<string, number>>) => {
    const config = Object.assign(Object.create(test.config), { retention: setting });
    return new Retention(test.database, chain, new Logger(test.config), config, 'api');
  };
  const retire = async (setting: Readonly<Record<string, number>> = {}) => {
    await test.database.query('update event_log_state set retired_at = null');
    return retentionWith(setting).look();
  };
  /** Appends events that were made so many days ago, in one batch. */
  const append = async (kind: EventKind, ...ages: readonly number[]) => {
    const ids = ages.map((age) => uuid({ msecs: Date.now() - age * day }));
    const row = { kind, topic: 'bot-1', subjectKind: 'bot', subjectId: 'bot-1', level: 'INFO' };
    const batch = ids.map((id) => ({ ...row, id, data: { what: 'deed', n: 1 } }));
    await test.database.query('select event_log_append($1)', [JSON.stringify(batch)]);
    return ids;
  };
  const makeDay = async (kind: EventKind, age: number) => {
    const of = new Date(Math.floor((Date.now() - age * day) / day) * day).toISOString().slice(0, 10);
    const base = `event_log_${kind.replace('.', '_')}`;
    await test.database.query(
      `create table ${base}_${of.replaceAll('-', '')} partition of ${base} for values
       from (event_log_lowest_id('${of} 00:00Z')) to (event_log_lowest_id('${of} 00:00Z'::timestamptz + interval '1 day'))`,
    );
  };
  const left = async () => {
    const rows = await test.database.query('select id from event_log order by seq');
    return rows.map(({ id }: { id: string }) => id);
  };

  it('[SA-31] removes each kind after its own days, by day and from what has no day of its own', async () => {
    for (const age of [5, 40]) await makeDay('bot.changed', age);
    const [young, old, ancient] = await append('bot.changed', 5, 40, 200);
    const [command] = await append('command.executed', 40);
    expect(await retire({ 'bot.changed': 30 })).toBeGreaterThanOrEqual(1);
    expect(await left()).toEqual([young, command]);
    expect([old, ancient]).not.toContain(undefined);
    const [{ gone }] = await test.database.query(
      `select count(*)::int as gone from pg_class where relkind = 'r' and relname like 'event_log_bot_changed_2%'`,
    );
    // Today, the two days after it, and the one that is left.
    expect(gone).toBe(4);
    expect(await retire({ 'command.executed': 0, 'bot.changed': 0 })).toBe(0);
    expect(await left()).toEqual([young, command]);
    await retire({ 'command.executed': 30 });
    expect(await left()).toEqual([young]);
  });

  it('answers a cursor below what it removed by a gap, for the kinds of which something was removed', async () => {
    await append('bot.changed', 200);
    const from = await reader.ends();
    await append('bot.changed', 200, 0);
    await append('guild.changed', 0);
    await retire({ 'bot.changed': 30 });
    expect(gapBetween(from, await reader.ends(['bot.changed', 'guild.changed']))).toContain('retention');
    expect(gapBetween(from, await reader.ends(['guild.changed']))).toBeNull();
    const after = { ...from, seq: from.seq + 1 };
    expect(gapBetween(after, await reader.ends(['bot.changed']))).toBeNull();
    await test.database.query('delete from event_log');
    expect((await reader.ends()).seq).toBe(from.seq + 1);
  });

  it('is done by one process, once an hour', async () => {
    await append('bot.measured', 200);
    const rivals = Array.from({ length: 3 }, () => retentionWith({}));
    await Promise.all(rivals.map((rival) => rival.look()));
    expect(await left()).toEqual([]);
    await append('bot.measured', 200);
    await retentionWith({}).look();
    expect(await left()).toHaveLength(1);
    await retentionWith({}).look(new Date(Date.now() + 2 * 60 * 60 * 1000));
    expect(await left()).toEqual([]);
  });

  it('drops days on which nothing happened, and waits for nobody who reads', async () => {
    await makeDay('audit.recorded', 9);
    await makeDay('bot.changed', 200);
    await append('bot.changed', 200);
    const reading = test.database.createQueryRunner();
    await reading.startTransaction();
    await reading.query('select count(*) from event_log_bot_changed');
    expect(await retire()).toBe(0);
    expect(await left()).toHaveLength(1);
    await reading.rollbackTransaction();
    await reading.release();
    expect(await retire()).toBe(2);
    expect(await left()).toEqual([]);
  });

  it('refuses a setting for a kind that there is not', () => {
    const settings = {
      CUBE_PROFILE: 'test',
      DATABASE_URL: test.config.database.url,
      REDIS_URL: test.config.redisUrl,
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    };
    expect(() => readConfig({ ...settings, RETENTION: 'audit.recorded' })).toThrow(
      /RETENTION: must be kind:days/,
    );
    expect(() => retentionWith({ 'audit.recordet': 3 })).toThrow(/audit\.recordet, which is no kind/);
  });

  describe('the chain of the audit', () => {
    const seqs = async (): Promise<string[]> => {
      const rows = await test.database.query(
        "select seq from event_log where kind = 'audit.recorded' order by seq",
      );
      return rows.map(({ seq }: { seq: string }) => seq);
    };
    const broken = async () => (await chain.verify()).broken;

    it('[SA-31] [SC-21] holds over entries of every writer, and other kinds have no part in it', async () => {
      expect(await chain.verify()).toMatchObject({ entries: 0, broken: null });
      await append('audit.recorded', 0, 0, 0);
      await append('bot.changed', 0);
      await test.database.query(
        `insert into event_outbox (id, kind, level, data) select gen_random_uuid(), 'audit.recorded', 'INFO', '{"ä": "ß\\n"}'
         from generate_series(1, 2500)`,
      );
      for (let turn = 0; turn < 3; turn += 1) await test.database.query('select event_log_relay()');
      expect(await chain.verify()).toMatchObject({ entries: 2503, removed: 0, broken: null });
      expect(await test.database.query('select count(*)::int from audit_link')).toEqual([{ count: 2503 }]);
    });

    it('names the first entry that was changed, removed, moved or put in', async () => {
      await append('audit.recorded', 0, 0, 0, 0, 0);
      const [, second, third, fourth, fifth] = await seqs();
      /** What is done to the tables, which is undone again. */
      const tampered = async (...statements: readonly string[]) => {
        const saved = await test.database.query('select * from event_log');
        const links = await test.database.query('select * from audit_link');
        const [head] = await test.database.query('select * from audit_head');
        for (const statement of statements) await test.database.query(statement);
        const found = await broken();
        await test.database.query('delete from event_log');
        await test.database.query('delete from audit_link');
        for (const row of saved) {
          await test.database.query('insert into event_log values ($1, $2, $3, $4, $5, $6, $7, $8)', [
            row.id,
            row.seq,
            row.kind,
            row.topic,
            row.subject_kind,
            row.subject_id,
            row.level,
            row.data,
          ]);
        }
        await test.database.query('delete from audit_link');
        for (const link of links) {
          await test.database.query('insert into audit_link values ($1, $2, $3, $4)', [
            link.seq,
            link.id,
            link.previous,
            link.hash,
          ]);
        }
        await test.database.query('update audit_head set seq = $1, hash = $2', [head.seq, head.hash]);
        expect(await broken()).toBeNull();
        return found;
      };
      const changed = { seq: Number(third), what: 'This entry was changed' };
      expect(
        await tampered(`update event_log set data = '{"what": "another"}' where seq = ${third}`),
      ).toEqual(changed);
      expect(await tampered(`update event_log set subject_id = 'x' where seq = ${third}`)).toEqual(changed);
      expect(await tampered(`delete from event_log where seq = ${third}`)).toEqual({
        seq: Number(third),
        what: 'This entry was removed',
      });
      expect(
        await tampered(
          `delete from event_log where seq = ${third}`,
          `delete from audit_link where seq = ${third}`,
        ),
      ).toEqual({ seq: Number(fourth), what: 'This entry does not follow the one before it' });
      expect(
        await tampered(
          `update event_log set seq = case seq when ${second} then ${third} else ${second} end where seq in (${second}, ${third})`,
        ),
      ).toEqual({ seq: Number(second), what: 'This entry was changed' });
      expect(
        await tampered(
          `delete from event_log where seq = ${fifth}`,
          `delete from audit_link where seq = ${fifth}`,
        ),
      ).toEqual({ seq: Number(fourth), what: 'What came after this entry was removed' });
      expect(
        await tampered(
          'alter table event_log_audit_recorded disable trigger user',
          `insert into event_log values (gen_random_uuid(), 1000, 'audit.recorded', null, null, null, 'INFO', '{}')`,
          'alter table event_log_audit_recorded enable trigger user',
        ),
      ).toEqual({ seq: 1000, what: 'This entry was put in beside the log' });
      // Whoever writes the end anew is found by those who noted it down.
      const { head } = await chain.verify();
      await append('audit.recorded', 0);
      expect((await chain.verify(head)).broken).toBeNull();
      expect((await chain.verify({ ...head, hash: 'f'.repeat(64) })).broken).toMatchObject({ seq: head.seq });
      expect((await chain.verify({ ...head, seq: head.seq + 100 })).broken).toMatchObject({
        what: 'The entry that was noted is gone',
      });
    });

    it('goes on behind what retention removed, with a tombstone that nobody can forge', async () => {
      // The third came late, behind one that stays.
      await append('audit.recorded', 800, 800, 0, 790, 0);
      const all = await seqs();
      await retire();
      expect(await left()).toHaveLength(2);
      expect(await chain.verify()).toMatchObject({ entries: 2, removed: 3, broken: null });
      expect(await test.database.query('select count(*)::int from audit_link')).toEqual([{ count: 3 }]);

      // The next one takes what was left of the beginning, and its straggler.
      await append('audit.recorded', 0);
      await retentionWith({ 'audit.recorded': 1 }).look(new Date(Date.now() + 5 * day));
      await append('audit.recorded', 0);
      expect(await chain.verify()).toMatchObject({ entries: 1, removed: 6, broken: null });
      expect(await test.database.query('select count(*)::int from audit_link')).toEqual([{ count: 1 }]);

      const [{ id }] = await test.database.query('select max(id) as id from audit_tombstone');
      const forged = {
        seq: Number(all.at(-1)) + 1,
        what: 'The tombstone was not signed by this installation',
      };
      await test.database.query('update audit_tombstone set removed = 5 where id = $1', [id]);
      expect(await broken()).toEqual(forged);
      await test.database.query('update audit_tombstone set removed = 6 where id = $1', [id]);
      expect(await broken()).toBeNull();

      // Somebody removes the last entry, and says that it was retention.
      const [row] = await test.database.query('select seq, hash from audit_link');
      await test.database.query('delete from event_log');
      await test.database.query('delete from audit_link');
      await test.database.query(
        `insert into audit_tombstone (through_seq, through_hash, removed, stragglers, signature)
         select $1, $2, 7, '{}', signature from audit_tombstone where id = $3`,
        [row.seq, row.hash, id],
      );
      expect(await broken()).toMatchObject({ what: forged.what });
    });

    it('is not healed by retention where somebody had removed an entry before', async () => {
      await append('audit.recorded', 800, 0, 0);
      const [, second] = await seqs();
      await test.database.query(`delete from event_log where seq = ${second}`);
      await retire();
      expect(await broken()).toEqual({ seq: Number(second), what: 'This entry was removed' });
    });
  });
});
