import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { BotRole, Role } from '@cube/auth/roles';
import { csvCell } from '@cube/logging/log-export';
import { heldMemory, until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';

import { enter, layBot, makeMember } from '../staging';
import { TestApi } from '../testing';

describe('[SC-18] the log as a file', () => {
  let house: TestApi;
  let ada = '';
  let mine = '';
  let other = '';

  beforeAll(async () => {
    house = await TestApi.start(undefined, { LIMITS: 'export:20' });
    ada = (await enter(house, 'ada', Role.OWNER)).cookie;
    mine = (await layBot(house, 'Mine')).botId;
    other = (await layBot(house, 'Other')).botId;
    changed(mine, '=HYPERLINK("http://evil")');
    changed(mine, 'two\nlines, "quoted"');
    changed(other, 'hidden sim.123.abcdefghij');
    await until(async () => (await stored("kind = 'bot.changed'")) === 3);
  });
  afterAll(() => house.end());

  function changed(botId: string, what: string): void {
    house.api.app.get(EventLog).record({
      kind: 'bot.changed',
      topic: botId,
      subject: { kind: 'bot', id: botId },
      data: { botId, change: 'UPDATED', what, failing: false },
    });
  }
  const stored = async (condition: string) => {
    const [{ count }] = await house.test.database.query(
      `select count(*)::int as count from event_log where ${condition}`,
    );
    return Number(count);
  };
  const fetchExport = (query: string, cookie = ada) =>
    fetch(`${house.url}/api/v1/logs/export?${query}`, { headers: { cookie } });

  it('writes CSV that no spreadsheet takes for formulas', async () => {
    const response = await fetchExport('format=csv&kinds=BOT_CHANGED');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="log-[\d-]+\.csv"/);
    const text = await response.text();
    const [head, first] = text.split('\r\n');
    expect(head).toMatch(/^id,at,kind,level,summary,botId,command,/);
    expect(first).toContain('hidden [token]');
    expect(text).toContain(`,"'=HYPERLINK(""http://evil"")",${mine}`);
    expect(text).toContain('"two\nlines, ""quoted"""');
    expect(['=1', '+1', '-1', '@x', '\tx', 'x', 1, null].map(csvCell)).toEqual([
      "'=1",
      "'+1",
      "'-1",
      "'@x",
      "'\tx",
      'x',
      '1',
      '',
    ]);
  });

  it('writes NDJSON, filtered as the list is', async () => {
    const text = await (await fetchExport(`format=ndjson&text=quoted&botId=${mine}`)).text();
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ kind: 'BOT_CHANGED', summary: 'two\nlines, "quoted"', botId: mine }]);
  });

  it('[SA-18] gives nobody more than their list does', async () => {
    const grace = await enter(house, 'grace', Role.MEMBER);
    expect((await fetchExport('', grace.cookie)).status).toBe(403);
    expect((await fetchExport('', '')).status).toBe(401);
    const vera = await enter(house, 'vera', Role.MEMBER);
    await makeMember(house, mine, vera.id, BotRole.VIEWER);
    const text = await (await fetchExport('format=ndjson', vera.cookie)).text();
    expect(text).toContain('two\\nlines');
    expect(text).not.toContain('hidden');
    expect((await fetchExport(`botId=${other}`, vera.cookie)).status).toBe(404);
    expect((await fetchExport('kinds=AUDIT_RECORDED', vera.cookie)).status).toBe(403);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'format=xml',
      'kinds=NOTHING',
      'limit=1',
      `text=${'a'.repeat(201)}`,
      'from=yesterday',
    ]) {
      expect([query, (await fetchExport(query)).status]).toEqual([query, 400]);
    }
  });

  it('[SC-49] stands in the audit', async () => {
    await (await fetchExport('format=ndjson&text=needle')).text();
    const [row] = await house.test.database.query(
      `select data from event_log where kind = 'audit.recorded' and data->>'deed' = 'log.export' order by seq desc limit 1`,
    );
    expect(row.data).toMatchObject({
      actorName: 'ada',
      what: 'ada exported the log as NDJSON.',
      after: { text: 'needle' },
    });
  });

  it('may be asked for so often', async () => {
    const alan = await enter(house, 'alan', Role.OWNER);
    const statuses: number[] = [];
    for (let index = 0; index < 21; index += 1) {
      const response = await fetchExport('text=nothing', alan.cookie);
      await response.text();
      statuses.push(response.status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429]);
  });

  describe('of a large log', () => {
    const many = 100_000;

    beforeAll(async () => {
      // These are read by their keys; the index of words would take longer to fill than all else here.
      await house.test.database.query('drop index event_log_by_words');
      await house.test.database.query(
        `insert into event_log (id, seq, kind, topic, subject_kind, subject_id, level, data)
         select (substr(event_log_lowest_id(now() - n * interval '1 ms')::text, 1, 14) || '7000-8000-'
             || lpad(to_hex(n), 12, '0'))::uuid, nextval('event_log_seq'), 'guild.changed', $1, 'bot', $1, 'INFO',
           jsonb_build_object('botId', $1::text, 'what', 'Large ' || n || repeat(' and long', 130))
         from generate_series(1, $2::int) n`,
        [mine, many],
      );
    }, 300_000);

    async function open(query: string): Promise<IncomingMessage> {
      const request = get(`${house.url}/api/v1/logs/export?${query}`, { headers: { cookie: ada } });
      const [response] = await once(request, 'response');
      return response;
    }

    it('needs no memory for its length', async () => {
      const response = await open('format=ndjson&kinds=GUILD_CHANGED');
      let [lines, bytes, most] = [0, 0, 0];
      const before = heldMemory();
      let looked = 0;
      for await (const chunk of response) {
        bytes += chunk.length;
        lines += String(chunk).split('\n').length - 1;
        if (bytes < looked + 10_000_000) continue;
        looked = bytes;
        most = Math.max(most, heldMemory());
      }
      expect(lines).toBe(many);
      // Server and client are both of this process.
      expect(bytes).toBeGreaterThan(100_000_000);
      expect(most - before).toBeLessThan(24 * 1024 * 1024);
    }, 120_000);

    it('reads no further than its reader, and stops when they leave', async () => {
      const queries = async () => {
        const [{ count }] = await house.test.database.query(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and query like 'fetch %' and state in ('active', 'idle in transaction')`,
        );
        return Number(count);
      };
      const response = await open('format=csv&kinds=GUILD_CHANGED');
      // Its first line, the names of the columns, may come before the first query.
      await once(response, 'readable');
      await until(async () => (await queries()) > 0);
      // Nobody reads on: it waits, and is not over.
      await pause(250);
      expect(await queries()).toBeGreaterThan(0);
      response.destroy();
      await until(async () => (await queries()) === 0);
      // What it held is free again, a moment after its last query: two more go at once, a third does not.
      const two = [await open('kinds=GUILD_CHANGED')];
      await until(async () => {
        await pause(250);
        const second = await open('kinds=GUILD_CHANGED');
        if (second.statusCode === 200) two.push(second);
        return two.length === 2;
      });
      expect(two.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect((await open('kinds=GUILD_CHANGED')).statusCode).toBe(503);
      two.forEach((each) => each.destroy());
    }, 120_000);
  });
});
