import { setTimeout as pause } from 'node:timers/promises';

import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { EventLog } from './event-log';
import { EventReader } from './event-reader';
import { EventTail } from './event-tail';
import { type LoggedEvent, lowestIdAt, timeOf } from './events';

const change = (name: string) => ({
  kind: 'bot.changed' as const,
  topic: 'bot-1',
  subject: { kind: 'bot', id: 'bot-1' },
  data: { botId: 'bot-1', change: 'UPDATED' as const, what: name, failing: false },
});

describe('the event log', () => {
  let test: TestDatabase;
  let log: EventLog;
  let reader: EventReader;
  let tail: EventTail;
  let hints: Hints;
  const seen: LoggedEvent[] = [];

  beforeAll(async () => {
    test = await testDatabase();
    const logger = new Logger(test.config);
    log = new EventLog(test.config, test.database, logger);
    reader = new EventReader(test.database);
    hints = new Hints(test.config, logger);
    tail = new EventTail(reader, hints, logger);
    await hints.onModuleInit();
    await log.onModuleInit();
    await tail.onModuleInit();
    tail.listen((event) => seen.push(event));
  });
  afterAll(async () => {
    tail.onApplicationShutdown();
    await log.onApplicationShutdown();
    await hints.onApplicationShutdown();
    await test.drop();
  });

  const until = async (count: number) => {
    for (let turn = 0; turn < 200 && seen.length < count; turn += 1) await pause(25);
    return seen.splice(0);
  };

  it('[SC-20] hands every fact to whoever follows, once and in commit order', async () => {
    for (let index = 0; index < 2500; index += 1) log.record(change(`fact ${index}`));
    const events = await until(2500);
    expect(events.map(({ data }) => data)).toEqual(
      Array.from({ length: 2500 }, (_, index) => change(`fact ${index}`).data),
    );
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).sort((a, b) => a - b));
  });

  it('stores a batch that is sent twice once, and the rest of a batch of which a part is there', async () => {
    const [one, two] = [uuid(), uuid()];
    const row = {
      kind: 'bot.changed',
      topic: 'bot-1',
      subjectKind: 'bot',
      subjectId: 'bot-1',
      level: 'INFO',
    };
    const append = (ids: readonly string[]) => {
      const batch = ids.map((id) => ({ ...row, id, data: change('twice').data }));
      return test.database.query('select event_log_append($1) as stored', [JSON.stringify(batch)]);
    };
    expect(await append([one])).toEqual([{ stored: 1 }]);
    expect(await append([one])).toEqual([{ stored: 0 }]);
    expect(await append([one, two])).toEqual([{ stored: 1 }]);
    expect((await until(2)).map(({ id }) => id)).toEqual([one, two]);
  });

  it('misses nothing while several writers commit at the same time', async () => {
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; index < 50; index += 1) {
        await log.transact((_manager, emit) => emit(change(`writer ${writer} ${index}`)));
      }
    });
    await Promise.all(writers);
    const events = await until(200);
    expect(new Set(events.map(({ id }) => id)).size).toBe(200);
  });

  it('keeps a change and its event together: a rolled back change leaves no event', async () => {
    const failing = log.transact(async (_manager, emit) => {
      await emit(change('never'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await log.transact((_manager, emit) => emit(change('kept')));
    expect((await until(1)).map(({ data }) => data)).toEqual([change('kept').data]);
  });

  it('stores what PostgreSQL would refuse, and cuts secrets out', async () => {
    log.record(change('a\0b \ud800 sim.123.abcdefghij'));
    expect((await until(1))[0]?.data).toMatchObject({ what: 'ab \ufffd [token]' });
  });

  it('moves what somebody left in the outbox who died, also while facts come all the time', async () => {
    await test.database.transaction((manager) => log.emit(manager, change('left behind')));
    let recorded = 0;
    const facts = setInterval(() => {
      log.record(change('a fact'));
      recorded += 1;
    }, 20);
    while (!seen.some(({ data }) => 'what' in data && data.what === 'left behind')) await pause(20);
    clearInterval(facts);
    expect(await until(recorded + 1)).toHaveLength(recorded + 1);
  });

  it('wakes nobody for a kind that they do not follow', async () => {
    const told = { changes: 0, sessions: 0 };
    const others = new Hints(test.config, new Logger(test.config));
    others.on('event_log bot.changed', () => (told.changes += 1));
    others.on('event_log session.changed', () => (told.sessions += 1));
    await others.onModuleInit();
    // Whoever begins to listen is told once to look at what was said before.
    expect(told).toEqual({ changes: 1, sessions: 1 });
    log.record(change('a fact'));
    await until(1);
    await log.transact((_manager, emit) => emit(change('a change')));
    await until(1);
    while (told.changes < 3) await pause(5);
    await others.onApplicationShutdown();
    expect(told).toEqual({ changes: 3, sessions: 1 });
  });

  it('knows the time of an event by its id', () => {
    const now = new Date('2026-11-21T04:05:06.789Z');
    expect(timeOf(lowestIdAt(now))).toEqual(now);
  });
});
