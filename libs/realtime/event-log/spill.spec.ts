import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { readConfig } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { Wire } from '../testing';
import { DeadLetters } from './dead-letters';
import { EventLog } from './event-log';
import { EventReader } from './event-reader';
import { toRow } from './event-row';
import { Spill } from './spill';

const fact = (name: string) => ({
  kind: 'bot.changed' as const,
  topic: 'bot-1',
  subject: { kind: 'bot', id: 'bot-1' },
  data: { botId: 'bot-1', change: 'UPDATED' as const, what: name, failing: false },
});
const hour = 60 * 60 * 1000;
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `fact ${from + index}`);

describe('events while PostgreSQL is away', () => {
  let test: TestDatabase;
  let folder: string;
  let wire: Wire & { readonly url: string };
  let epoch: string;
  const open: EventLog[] = [];

  beforeEach(async () => {
    test = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'cube-spill-'));
    wire = await Wire.to(test.config.database.url);
    [{ epoch }] = await test.database.query('select epoch from event_log_state');
  });
  afterEach(async () => {
    wire.mend();
    for (const log of open.splice(0)) await log.onApplicationShutdown();
    await wire.close();
    await test.drop();
    await rm(folder, { recursive: true });
  });

  /** A process: its appends go through the wire. */
  const logOf = async (settings: Readonly<Record<string, string>> = {}) => {
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: wire.url,
      REDIS_URL: test.config.redisUrl,
      MASTER_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
      SPILL_DIR: folder,
      ...settings,
    });
    const log = new EventLog(config, test.database, new Logger(config));
    await log.onModuleInit();
    open.push(log);
    return log;
  };
  const stored = async (): Promise<string[]> => {
    const rows = await test.database.query("select data->>'what' as what from event_log order by seq");
    return rows.map(({ what }: { what: string }) => what);
  };
  const files = async () => (await readdir(folder)).filter((name) => name.endsWith('.ndjson'));
  const spilled = async () => {
    const texts = await Promise.all(
      (await files()).sort().map((name) => readFile(join(folder, name), 'utf8')),
    );
    return texts
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(JSON.parse(line).data).what);
  };
  const another = (options: { bound?: number; damaged?: (what: string) => void } = {}) => {
    const spill = new Spill<string>({
      folder,
      bound: options.bound ?? 64 * 1024 * 1024,
      parse: (line) => JSON.parse(line),
      damaged: options.damaged ?? (() => undefined),
    });
    spill.log = epoch;
    return spill;
  };
  /** The spill of a process that died: its socket is gone, its files are there. */
  const leftBehind = async (lines: string, owner = 'abcdef012345') =>
    writeFile(join(folder, `${epoch}-${owner}-000001.ndjson`), lines);

  it('[SA-31] wait on disk, and are stored once and in order when it is back', async () => {
    const log = await logOf();
    names(0, 10).forEach((name) => log.record(fact(name)));
    await until(async () => (await stored()).length === 10);
    wire.cut();
    names(10, 3000).forEach((name) => log.record(fact(name)));
    await until(async () => (await spilled()).length === 2990);
    names(3000, 3010).forEach((name) => log.record(fact(name)));
    await until(async () => (await spilled()).length === 3000);
    wire.mend();
    await until(async () => (await stored()).length === 3010);
    expect(await stored()).toEqual(names(0, 3010));
    await until(async () => (await files()).length === 0);
    log.record(fact('afterwards'));
    await until(async () => (await stored()).at(-1) === 'afterwards');
  });

  it('go to disk while PostgreSQL is frozen, before anything fails', async () => {
    const log = await logOf();
    wire.freeze();
    names(0, 5).forEach((name) => log.record(fact(name)));
    await until(async () => (await spilled()).length === 5);
    wire.mend();
    await until(async () => (await stored()).length === 5 && (await files()).length === 0);
    expect(await stored()).toEqual(names(0, 5));
  });

  it('are left to the next process when theirs stops meanwhile', async () => {
    const log = await logOf();
    wire.cut();
    names(0, 1500).forEach((name) => log.record(fact(name)));
    await log.onApplicationShutdown();
    open.splice(0);
    expect(await spilled()).toEqual(names(0, 1500));
    wire.mend();
    await logOf();
    await until(async () => (await stored()).length === 1500);
    expect(await stored()).toEqual(names(0, 1500));
    await until(async () => (await files()).length === 0);
  });

  it('are not taken from a process that lives', async () => {
    const living = another();
    await living.put(['a', 'b']);
    const rival = another();
    expect(await rival.adopt()).toBe(0);
    await living.close();
    expect(await rival.adopt()).toBe(1);
    expect((await rival.oldest(10)).items).toEqual(['a', 'b']);
    await rival.close();
  });

  it('are taken over by one of two processes that start at once', async () => {
    await leftBehind('"a"\n');
    const rivals = [another(), another()];
    const adopted = await Promise.all(rivals.map((rival) => rival.adopt()));
    expect(adopted.sort()).toEqual([0, 1]);
    await Promise.all(rivals.map((rival) => rival.close()));
  });

  it('are read up to the line in which a process died; what cannot be read is said', async () => {
    const damaged: string[] = [];
    const row = JSON.stringify(toRow(fact('whole')));
    await leftBehind(`${row}\n{"id":"broken\nnull\n${row.slice(0, 40)}`);
    const log = await logOf();
    await until(async () => (await files()).length === 0);
    expect(await stored()).toEqual(['whole']);
    log.record(fact('later'));
    await until(async () => (await stored()).length === 2);

    await writeFile(join(folder, `${epoch}-abcdef012346-000001.ndjson`), '"a"\n"b');
    const spill = another({ damaged: (what) => damaged.push(what) });
    await spill.adopt();
    const first = await spill.oldest(10);
    expect(first.items).toEqual(['a']);
    await first.written();
    await (await spill.oldest(10)).written();
    expect(damaged).toEqual([expect.stringContaining('the last 2 bytes of')]);
    expect(spill.holds).toBe(false);
    await spill.close();
  });

  it('are stored once, though the process that brought them in died half way', async () => {
    const lines = names(0, 20).map((name) => `${JSON.stringify(toRow(fact(name)))}\n`);
    await leftBehind(lines.slice(0, 10).join(''));
    const log = await logOf();
    await until(async () => (await stored()).length === 10);
    await until(async () => (await files()).length === 0);
    await leftBehind(lines.join(''), 'abcdef012347');
    await log.onApplicationShutdown();
    open.splice(0);
    await logOf();
    await until(async () => (await stored()).length === 20);
    expect(await stored()).toEqual(names(0, 20));
  });

  it('of another log in the same folder are left alone', async () => {
    await writeFile(
      join(folder, 'ffffffff-abcdef012345-000001.ndjson'),
      `${JSON.stringify(toRow(fact('x')))}\n`,
    );
    await logOf();
    expect(await files()).toEqual(['ffffffff-abcdef012345-000001.ndjson']);
    expect(await stored()).toEqual([]);
  });

  it('are bounded on disk, grow over several files, and come back in order', async () => {
    const spill = another({ bound: 20 * 1024 * 1024 });
    const items = Array.from({ length: 60 }, (_, index) => `${index} ${'x'.repeat(400_000)}`);
    const safe = await spill.put(items);
    expect(safe).toBeGreaterThan(40);
    expect(safe).toBeLessThan(53);
    expect(await files()).toHaveLength(3);
    const seen: string[] = [];
    while (spill.holds) {
      const { items: page, written } = await spill.oldest(1000);
      seen.push(...page);
      await written();
    }
    expect(seen).toEqual(items.slice(0, safe));
    expect(await files()).toEqual([]);
    await spill.close();
  });

  it('are dropped and counted when disk and memory are full, and one entry says so', async () => {
    const log = await logOf({ SPILL_MB: '1' });
    wire.cut();
    for (let index = 0; index < 57; index += 1) {
      names(index * 1000, (index + 1) * 1000).forEach((name) => log.record(fact(name)));
      await nextTurn();
    }
    wire.mend();
    const gaps = () => test.database.query("select level, topic from event_log where kind = 'log.gapped'");
    await until(async () => (await gaps()).length > 0);
    const what = await stored();
    const [dropped, ...more] = what.filter((each) => each.includes('were dropped'));
    expect(more).toEqual([]);
    expect(Number.parseInt(dropped ?? '', 10)).toBe(57_000 - (what.length - 1));
    expect(log.state.droppedInAll).toBe(Number.parseInt(dropped ?? '', 10));
    expect(await test.database.query("select level, topic from event_log where kind = 'log.gapped'")).toEqual(
      [{ level: 'ERROR', topic: null }],
    );
  }, 60_000);

  it('that come a day late are seen by a tail as well', async () => {
    const reader = new EventReader(test.database);
    const log = await logOf();
    log.record(fact('new'));
    await until(async () => (await stored()).length === 1);
    const { seq } = await reader.ends();
    const old = uuid({ msecs: Date.now() - 30 * hour });
    await leftBehind(`${JSON.stringify({ ...toRow(fact('old')), id: old })}\n`);
    await logOf();
    await until(async () => (await stored()).length === 2);
    expect((await reader.newest(seq, null, 10)).map(({ id }) => id)).toEqual([old]);
    expect(await reader.newest(seq + 1, null, 10)).toEqual([]);

    const older = uuid({ msecs: Date.now() - 40 * hour });
    await test.database.query(
      `insert into event_outbox (id, kind, level, data) values ($1, 'bot.changed', 'INFO', '{}')`,
      [older],
    );
    await until(async () => (await reader.newest(seq + 1, null, 10))[0]?.id === older);
  });

  it('that PostgreSQL refuses are kept as dead letters, without secrets, in two files at most', async () => {
    const log = await logOf();
    await test.database.query(
      `alter table event_log_bot_changed add constraint picky check (data->>'what' <> 'fact 7')`,
    );
    names(0, 10).forEach((name) => log.record(fact(name)));
    await until(async () => (await stored()).length === 9);
    const letter = await readFile(join(folder, 'dead-letters.ndjson'), 'utf8');
    expect(JSON.parse(letter)).toMatchObject({
      kind: 'bot.changed',
      reason: expect.stringContaining('picky'),
    });

    const letters = new DeadLetters(folder);
    const large = 'x'.repeat(1024 * 1024);
    for (let index = 0; index < 20; index += 1)
      await letters.write({ large }, 'because of sim.123.abcdefghij');
    expect((await files()).sort()).toEqual(['dead-letters.1.ndjson', 'dead-letters.ndjson']);
    const last = await readFile(join(folder, 'dead-letters.ndjson'), 'utf8');
    expect(last.length).toBeLessThan(9 * 1024 * 1024);
    expect(last).toContain('because of [token]');
    expect(last).not.toContain('abcdefghij');
  });
});
