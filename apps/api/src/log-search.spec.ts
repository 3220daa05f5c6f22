import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { audited } from '@cube/realtime/event-log/audit';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import type { CommandExecutedData } from '@cube/realtime/event-log/events';

import { enter, executed, layBot, makeMember } from './staging';
import { type Answer, collect, TestApi } from './testing';

interface Entry {
  readonly id: string;
  readonly summary: string;
}
const nodesOf = ({ data, errors }: Answer): readonly Entry[] => {
  if (errors) throw new Error(JSON.stringify(errors));
  return Object(data?.['logs']).nodes;
};

describe('reading the log', () => {
  let house: TestApi;
  let ada = '';
  let botId = '';
  let otherId = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await enter(house, 'ada', Role.OWNER)).cookie;
    botId = (await layBot(house, 'Mine')).botId;
    otherId = (await layBot(house, 'Other')).botId;
    for (let index = 0; index < 600; index += 1) {
      ran({
        userId: String(1000 + (index % 3)),
        userName: `person ${index % 3}`,
        command: `roll ${index % 5}`,
      });
    }
    ran({
      userName: 'Grace',
      command: 'ban add',
      guildId: '77',
      guildName: 'Quiet Harbour',
      outcome: 'FAILED',
      error: 'It timed out.',
    });
    ran({ botId: otherId, userName: 'Grace', command: 'hidden', guildId: '78', guildName: 'Elsewhere' });
    for (let index = 0; index < 300; index += 1) ran({ botId: otherId, userName: 'Alan' });
    await stored();
  });
  afterAll(() => house.end());

  const ran = ({ botId: of = botId, ...more }: Partial<CommandExecutedData>): string =>
    house.api.app.get(EventLog).record(executed(of, { command: 'roll', userName: 'Ada', ...more }));

  /** Until this api has seen all of the log. */
  async function stored(): Promise<void> {
    const marker = ran({ botId: otherId, userName: 'the last one' });
    await until(async () => {
      const [row] = await house.test.database.query('select seq from event_log where id = $1', [marker]);
      return row !== undefined && house.api.app.get(EventTail).position.seq >= Number(row.seq);
    });
  }

  const query = `query ($filter: LogFilter, $first: Int, $after: String) {
    logs(filter: $filter, first: $first, after: $after) { nodes { id summary } pageInfo { hasNextPage endCursor } }
  }`;
  const find = async (filter: object, cookie = ada) =>
    nodesOf(await house.ask(query, { filter, first: 100 }, cookie)).map(({ summary }) => summary);

  it.each([
    [{ text: 'grace' }, 2],
    [{ text: 'GRACE harb*' }, 1],
    [{ text: 'grace roll' }, 0],
    [{ text: 'timed grace', outcomes: ['FAILED'] }, 1],
    [{ text: 'grace', levels: ['INFO'] }, 1],
    [{ guildIds: ['77', '78'] }, 2],
    [{ commands: ['ban add'] }, 1],
    [{ userIds: ['1000'], commands: ['roll 1', 'roll 2'] }, 80],
    [{ outcomes: ['FAILED'], kinds: ['BOT_CHANGED'] }, 0],
    [{ text: 'grace', to: '2020-01-01T00:00:00Z' }, 0],
    [{ text: 'grace', from: '2020-01-01T00:00:00Z' }, 2],
  ])('[SC-18] finds by words and filters together: %j', async (filter, count) => {
    expect(await find(filter)).toHaveLength(count);
  });

  it('[SC-18] [SC-54] pages through what it finds, each entry once, newest first', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const answer: Answer = await house.ask(
        query,
        { filter: { text: 'person', userIds: ['1001'] }, first: 7, after },
        ada,
      );
      seen.push(...nodesOf(answer).map(({ id }) => id));
      const { hasNextPage, endCursor } = Object(answer.data?.['logs']).pageInfo;
      [more, after] = [hasNextPage, endCursor];
    }
    expect(seen).toHaveLength(200);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it('[SA-18] finds for a member of one bot what is that bot’s, by whatever filter, and counts no more', async () => {
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, botId, grace.id, BotRole.VIEWER);
    expect(await find({ text: 'grace' }, grace.cookie)).toHaveLength(1);
    expect(await find({ text: 'alan' }, grace.cookie)).toEqual([]);
    expect(await find({ guildIds: ['78'] }, grace.cookie)).toEqual([]);
    const counts = `{ logFacets { counted guilds { value label count } bots { value } } logHistogram { bars { count } } }`;
    const all = await house.ask(counts, {}, ada);
    expect(Object(all.data?.['logFacets']).counted).toBeGreaterThan(900);
    const { data } = await house.ask(counts, {}, grace.cookie);
    const { counted, guilds, bots } = Object(data?.['logFacets']);
    expect(counted).toBe(601);
    expect(guilds).toEqual([{ value: '77', label: 'Quiet Harbour', count: 1 }]);
    expect(bots).toEqual([{ value: botId }]);
    const bars: readonly { count: number }[] = Object(data?.['logHistogram']).bars;
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(601);
  });

  it('[SA-18] finds for a member of two bots what is theirs, and never the third', async () => {
    const third = (await layBot(house, 'Third')).botId;
    ran({ botId: third, userName: 'Grace' });
    await stored();
    const barbara = await enter(house, 'barbara', Role.MEMBER);
    await makeMember(house, botId, barbara.id, BotRole.VIEWER);
    await makeMember(house, otherId, barbara.id, BotRole.VIEWER);
    expect(await find({ text: 'grace' }, barbara.cookie)).toHaveLength(2);
    expect(await find({}, barbara.cookie)).toHaveLength(100);
    expect(await house.ask(query, { filter: { botId: third } }, barbara.cookie)).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('[SC-18] counts facets of what matches, each without its own filter', async () => {
    const { data } = await house.ask(
      `{ logFacets(filter: { commands: ["ban add"], botId: "${botId}" }) {
           counted isComplete outcomes { value count } commands { value } kinds { value count } users { label }
         } }`,
      {},
      ada,
    );
    expect(data?.['logFacets']).toMatchObject({
      counted: 1,
      isComplete: true,
      outcomes: [{ value: 'FAILED', count: 1 }],
      kinds: [{ value: 'COMMAND_EXECUTED', count: 1 }],
      users: [{ label: 'Grace' }],
    });
    expect(Object(data?.['logFacets']).commands).toHaveLength(6);
  });

  it('[SC-18] finds an entry of the audit by who, what and on what, for those who see to people alone', async () => {
    const subject = { kind: 'member', id: 'subject-1' };
    await house.api.app
      .get(EventLog)
      .transact((_, emit) =>
        emit(audited(null, { deed: 'member.add', what: 'Somebody was added.', subject, before: { a: 1 } })),
      );
    await stored();
    const kinds = ['AUDIT_RECORDED'];
    for (const filter of [
      { kinds, text: 'added' },
      { kinds, text: 'social cube' },
      { kinds, deeds: ['member.add'] },
      { kinds, subjectId: 'subject-1' },
    ]) {
      expect(await find(filter)).toContain('Somebody was added.');
    }
    expect(await find({ kinds, deeds: ['member.remove'] })).not.toContain('Somebody was added.');
    expect(await find({ text: 'added' })).not.toContain('Somebody was added.');
    const viewer = await enter(house, 'vera', Role.VIEWER);
    expect(await house.ask(query, { filter: { kinds } }, viewer.cookie)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('[SC-50] leads from the id of an error to its entry, and nobody further than they may see', async () => {
    const id = house.api.app.get(ErrorReporter).report(new Error('It broke.'), { botId, where: 'a spec' });
    await stored();
    const entry = `query ($id: ID!) { logEntry(id: $id) { id summary } }`;
    expect(await house.ask(entry, { id }, ada)).toMatchObject({
      data: { logEntry: { id, summary: 'It broke.' } },
    });
    expect(await find({ text: ` ${id} ` })).toEqual(['It broke.']);
    const alan = await enter(house, 'alan', Role.MEMBER);
    await makeMember(house, otherId, alan.id, BotRole.VIEWER);
    for (const each of [id, 'nonsense', '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee']) {
      expect(await house.ask(entry, { id: each }, alan.cookie)).toMatchObject({
        errors: [{ message: 'There is no such entry in the log.' }],
      });
    }
  });

  it('[SA-26] brings live what matches the search, and nothing else', async () => {
    const client = house.live(ada);
    const { data } = await house.ask('{ liveCursor }', {}, ada);
    const { results } = collect(
      client,
      'subscription ($filter: LogFilter, $after: String) { logAdded(filter: $filter, after: $after) { entry { id } } }',
      { filter: { text: 'needle*', outcomes: ['FAILED'] }, after: data?.['liveCursor'] },
    );
    ran({ userName: 'needle' });
    ran({ userName: 'hay', outcome: 'FAILED' });
    const id = ran({ userName: 'needles', outcome: 'FAILED' });
    await until(() => results.length > 0);
    expect(results).toEqual([{ data: { logAdded: { entry: { id } } } }]);
    await client.dispose();
  });

  it('refuses what is no filter, in words', async () => {
    for (const filter of [
      { text: 'a'.repeat(201) },
      { text: 'a b c d e f g h i j k l m' },
      { guildIds: [] },
      { commands: Array(21).fill('x') },
    ]) {
      expect(await house.ask(query, { filter }, ada)).toMatchObject({
        errors: [{ extensions: { code: 'INVALID' } }],
      });
    }
  });
});
