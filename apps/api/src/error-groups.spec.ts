import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventTail } from '@cube/realtime/event-log/event-tail';

import { enter, layBot, makeMember } from './staging';
import { collect, TestApi } from './testing';

interface Group {
  readonly fingerprint: string;
  readonly count: number;
  readonly resolvedAt: string | null;
  readonly last: { readonly id: string; readonly error: { readonly message: string } };
}

/** A fault of its own for each message. */
const fault = (message: string): Error => new RangeError(message);

describe('[SC-50] [SC-48] errors, grouped by their fault', () => {
  let house: TestApi;
  let ada: { readonly id: string; readonly cookie: string };
  let mine = '';
  let other = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = await enter(house, 'ada', Role.OWNER);
    mine = (await layBot(house, 'Mine')).botId;
    other = (await layBot(house, 'Other')).botId;
  });
  afterAll(() => house.end());

  async function raised(error: Error, botId?: string): Promise<string> {
    const id = house.api.app.get(ErrorReporter).report(error, { where: 'a spec', ...(botId && { botId }) });
    await until(async () => {
      const [row] = await house.test.database.query('select seq from event_log where id = $1', [id]);
      return row !== undefined && house.api.app.get(EventTail).position.seq >= Number(row.seq);
    });
    return id;
  }

  const query = `query ($filter: ErrorFilter, $first: Int, $after: String) {
    errorGroups(filter: $filter, first: $first, after: $after) {
      counted isComplete since pageInfo { hasNextPage endCursor }
      nodes { fingerprint count firstAt lastAt resolvedAt
        last { id level botId error { name message module function stack where operation user { id name } } } }
    }
  }`;
  async function groups(filter: object, cookie = ada.cookie, page: object = {}) {
    const { data, errors } = await house.ask(query, { filter, ...page }, cookie);
    if (errors) throw new Error(JSON.stringify(errors));
    const list: {
      counted: number;
      nodes: readonly Group[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    } = Object(data?.['errorGroups']);
    return list;
  }
  const messages = async (filter: object, cookie = ada.cookie) =>
    (await groups(filter, cookie)).nodes.map(({ last }) => last.error.message);

  it('tells how often, when, where and with which stack, without secrets and paths of the machine', async () => {
    const first = await raised(fault('Try 1 with Bearer abcdefgh12345678 failed.'), mine);
    const last = await raised(fault('Try 22 with Bearer abcdefgh12345678 failed.'), mine);
    const { nodes } = await groups({ botId: mine });
    expect(nodes).toMatchObject([
      {
        count: 2,
        resolvedAt: null,
        last: {
          id: last,
          level: 'ERROR',
          botId: mine,
          error: {
            name: 'RangeError',
            message: 'Try 22 with Bearer [token] failed.',
            module: 'apps/api/src/error-groups.spec.ts',
            function: 'fault',
            stack: expect.stringMatching(/^at fault \(apps\/api\/src\/error-groups\.spec\.ts:\d+:\d+\)\n/),
            where: 'a spec',
            operation: null,
            user: null,
          },
        },
      },
    ]);
    expect(JSON.stringify(nodes)).not.toContain(process.cwd());
    expect(first < last).toBe(true);
  });

  it('[ND-19] holds no value that a query was called with', async () => {
    const secret = 'correct-horse-battery-staple';
    for (const statement of ['select $1::uuid', "select to_date($1, 'YYYY')"]) {
      const broken = house.test.database.query(statement, [secret]);
      await broken.then(
        () => Promise.reject(new Error('It worked.')),
        (error: Error) => raised(error, mine),
      );
    }
    const { nodes } = await groups({ botId: mine, text: 'invalid' });
    expect(nodes).toHaveLength(2);
    const [all] = await house.test.database.query(
      'select string_agg(event_log::text, chr(10)) from event_log',
    );
    expect(JSON.stringify([nodes, all])).not.toMatch(/horse|staple/);
  });

  it('knows whose request broke, and tells those who may see people', async () => {
    // The tail knows nothing of a column that is gone.
    await house.test.database.query('alter table bot rename column description to gone');
    await house.ask('query Breaking { bots { nodes { description } } }', {}, ada.cookie);
    await house.test.database.query('alter table bot rename column gone to description');
    await until(async () => (await messages({})).some((message) => message.includes('description')));
    const breaking = async (cookie: string) =>
      (await groups({ text: 'description' }, cookie)).nodes.map(({ last }) => last.error);
    expect(await breaking(ada.cookie)).toMatchObject([
      { operation: 'Breaking', where: 'GraphQL bots', user: { id: ada.id, name: 'ada' } },
    ]);
    const vera = await enter(house, 'vera', Role.VIEWER);
    expect(await breaking(vera.cookie)).toMatchObject([{ operation: 'Breaking', user: null }]);
  });

  it('is resolved until it is raised again', async () => {
    const id = await raised(fault('It leaks.'), mine);
    const filter = { botId: mine, text: 'leaks' };
    const resolve = 'mutation ($id: ID!) { resolveError(id: $id) { resolvedAt } }';
    await house.ask(resolve, { id }, ada.cookie);
    expect(await messages({ ...filter, isResolved: true })).toEqual(['It leaks.']);
    expect(await messages({ ...filter, isResolved: false })).toEqual([]);
    await raised(fault('It leaks.'), mine);
    expect(await messages({ ...filter, isResolved: true })).toEqual([]);
    expect((await groups({ ...filter, isResolved: false })).nodes).toMatchObject([
      { count: 2, resolvedAt: null },
    ]);
  });

  it('reaches everybody live, raised or dealt with', async () => {
    const id = await raised(fault('It is live.'), mine);
    const fingerprint = (await groups({ botId: mine, text: 'live' })).nodes[0]?.fingerprint;
    const watch = await enter(house, 'wanda', Role.VIEWER);
    const client = house.live(watch.cookie);
    const after = String((await house.ask('{ liveCursor }', {}, ada.cookie)).data?.['liveCursor']);
    const { results } = collect(
      client,
      `subscription ($botId: ID, $after: String) {
         errorChanged(botId: $botId, after: $after) { fingerprint resolvedAt entry { id resolvedAt } } }`,
      { botId: mine, after },
    );
    const seen = () => results.map(({ data }) => Object(data?.['errorChanged']));
    await house.ask('mutation ($id: ID!) { resolveError(id: $id) { id } }', { id }, ada.cookie);
    await until(() => seen().length === 1);
    const again = await raised(fault('It is live.'), mine);
    await raised(fault('Of another.'), other);
    const last = await raised(fault('It is live.'), mine);
    await until(() => seen().length === 3);
    expect(seen()).toMatchObject([
      { fingerprint, resolvedAt: expect.any(String), entry: null },
      { fingerprint, resolvedAt: null, entry: { id: again, resolvedAt: null } },
      { fingerprint, resolvedAt: null, entry: { id: last, resolvedAt: null } },
    ]);
    await client.dispose();
  });

  it('[SC-54] comes in pages, each fault once, the one raised last first', async () => {
    for (const word of ['one', 'two', 'three', 'four', 'five']) await raised(fault(`Paged ${word}.`), mine);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page = await groups({ text: 'paged' }, ada.cookie, { first: 2, after });
      expect(page).toMatchObject({ counted: 5, isComplete: true });
      seen.push(...page.nodes.map(({ last }) => last.error.message));
      [more, after] = [page.pageInfo.hasNextPage, page.pageInfo.endCursor];
    }
    expect(seen).toEqual(['five', 'four', 'three', 'two', 'one'].map((word) => `Paged ${word}.`));
  });

  it('[SA-18] shows nobody the errors of another’s bot, nor those of the installation', async () => {
    await raised(fault('Hidden fault.'), other);
    await raised(fault('Ours alone.'));
    const carl = await enter(house, 'carl', Role.MEMBER);
    await makeMember(house, mine, carl.id, BotRole.VIEWER);
    const seen = await messages({}, carl.cookie);
    expect(seen).toContain('It leaks.');
    expect(seen).not.toContain('Hidden fault.');
    expect(seen).not.toContain('Ours alone.');
    expect(await messages({})).toEqual(expect.arrayContaining(['Hidden fault.', 'Ours alone.']));
    expect(await house.ask(query, { filter: { botId: other } }, carl.cookie)).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
  });
});
