import { BotRole, Role } from '@cube/auth/roles';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import type { RequestServedData } from '@cube/realtime/event-log/events';
import { RequestLog } from '@cube/realtime/event-log/request-log';

import { enter, layBot, makeMember, mintKey } from './staging';
import { collect, TestApi } from './testing';

describe('the log of requests', () => {
  let house: TestApi;
  let ada = '';
  let botId = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
    ({ botId } = await layBot(house, 'Demo'));
  });
  afterAll(() => house.end());

  const recorded = async (operation: string): Promise<readonly RequestServedData[]> => {
    const rows = await house.test.database.query(
      `select data from event_log where kind = 'request.served' and data->>'operation' = $1 order by seq`,
      [operation],
    );
    return rows.map(({ data }: { data: RequestServedData }) => data);
  };
  const one = async (operation: string) => {
    await until(async () => (await recorded(operation)).length > 0);
    // A reader has what the tail of this api has seen.
    await until(async () => {
      const [{ seq }] = await house.test.database.query('select max(seq) as seq from event_log');
      return house.api.app.get(EventTail).position.seq >= Number(seq);
    });
    return (await recorded(operation))[0];
  };

  it('[SA-31] [SC-21] [SA-09] says who asked for what, what it took, and never what they asked with', async () => {
    await house.ask(
      'mutation Rename($id: ID!, $name: String!) { renamed: updateBot(id: $id, input: { name: $name }) { id } }',
      { id: botId, name: 'canary-4711' },
      ada,
    );
    expect(await one('Rename')).toMatchObject({
      via: 'GRAPHQL',
      type: 'MUTATION',
      fields: ['updateBot'],
      accountName: 'ada',
      by: 'session',
      keyId: null,
      address: '127.0.0.1',
      cost: expect.any(Number),
      duration: expect.any(Number),
    });
    expect(JSON.stringify(await recorded('Rename'))).not.toContain('canary-4711');
    await house.ask('query Wrong { bot(id: "nobody") { id } }', {}, ada);
    expect((await one('Wrong'))?.code).not.toBeNull();
  });

  it('[SA-31] knows REST by its routes, and API keys by their ids', async () => {
    const { secret, id } = await mintKey(house, ada);
    await fetch(`${house.url}/api/v1/bots/${botId}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(await one('GET /bots/:id')).toMatchObject({ via: 'REST', by: 'key', keyId: id, fields: ['bot'] });
    expect(JSON.stringify(await recorded('GET /bots/:id'))).not.toContain(botId);
  });

  const read = `query ($filter: LogFilter) { logs(filter: $filter) { nodes {
    id kind summary level
    request { via operation type fields accountId accountName by keyId cost duration code address unrecorded }
  } } }`;
  const kinds = ['REQUEST_SERVED'];
  /** What happens in a file of its own: the log of an installation fills while it is read. */
  const exported = (cookie: string, query: string) =>
    fetch(`${house.url}/api/v1/logs/export?format=ndjson${query}`, { headers: { cookie } });

  it('[SA-31] [SC-21] [SC-18] is read, searched, counted and exported by whoever may see connections', async () => {
    const { id, cookie } = await enter(house, 'opal', Role.OPERATOR);
    await house.ask('query Watched { bot(id: "canary-4711") { id } }', {}, cookie);
    await one('Watched');
    for (const filter of [
      { kinds, text: 'watched' },
      { kinds, text: 'opal asked watched' },
      { kinds, userIds: [id], text: 'watched' },
    ]) {
      const { data } = await house.ask(read, { filter }, cookie);
      expect(data?.['logs']).toMatchObject({
        nodes: [
          {
            kind: 'REQUEST_SERVED',
            level: 'WARNING',
            summary: expect.stringMatching(/^opal asked for Watched \(bot\), and was refused: \w+\.$/),
            request: {
              via: 'GRAPHQL',
              operation: 'Watched',
              type: 'QUERY',
              fields: ['bot'],
              accountId: id,
              accountName: 'opal',
              by: 'session',
              keyId: null,
              cost: expect.any(Number),
              duration: expect.any(Number),
              code: expect.any(String),
              address: '127.0.0.1',
              unrecorded: 0,
            },
          },
        ],
      });
      expect(JSON.stringify(data)).not.toContain('canary');
    }
    const { data } = await house.ask(
      `query ($filter: LogFilter) {
         logFacets(filter: $filter) { kinds { value count } users { value label } }
         logHistogram(filter: $filter) { bars { count } }
       }`,
      { filter: { kinds, text: 'watched', userIds: [id] } },
      cookie,
    );
    expect(data).toMatchObject({
      logFacets: {
        kinds: [{ value: 'REQUEST_SERVED', count: 1 }],
        users: [{ value: id, label: 'opal' }],
      },
    });
    expect(JSON.stringify(data?.['logHistogram'])).toContain('{"count":1}');
    expect(await (await exported(cookie, '&kinds=REQUEST_SERVED&text=watched')).text()).toContain(
      'Watched (bot)',
    );
    // Nobody who reads the log without a filter wants to read that they read it.
    expect(JSON.stringify(await house.ask(read, {}, cookie))).not.toContain('REQUEST_SERVED');
  });

  it('[SA-31] [SA-18] is neither listed, counted, exported, found nor followed by anybody else', async () => {
    const vera = (await enter(house, 'vera', Role.VIEWER)).cookie;
    const carl = await enter(house, 'carl', Role.MEMBER);
    await makeMember(house, botId, carl.id, BotRole.MANAGER);
    const { data } = await house.ask(read, { filter: { kinds, text: 'watched' } }, ada);
    const [{ id }] = Object(data?.['logs']).nodes;
    const follow = `subscription ($filter: LogFilter, $after: String) {
      logAdded(filter: $filter, after: $after) { entry { kind summary } } }`;
    for (const [index, cookie] of [vera, carl.cookie].entries()) {
      const forbidden = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
      expect(await house.ask(read, { filter: { kinds } }, cookie)).toMatchObject(forbidden);
      for (const field of ['logFacets', 'logHistogram']) {
        const query = `{ ${field}(filter: { kinds: [REQUEST_SERVED] }) { __typename } }`;
        expect(await house.ask(query, {}, cookie)).toMatchObject(forbidden);
      }
      expect(JSON.stringify(await house.ask(read, { filter: { text: 'watched' } }, cookie))).toContain(
        '"nodes":[]',
      );
      const counts = `{ logFacets { counted kinds { value } } narrowed: logFacets(filter: { kinds: [BOT_CHANGED] }) {
        kinds { value } } logHistogram(filter: { text: "watched" }) { bars { count } } }`;
      const counted = JSON.stringify(await house.ask(counts, {}, cookie));
      expect(counted).not.toMatch(/errors|REQUEST_SERVED|"count":[1-9]/);
      for (const query of [
        '{ logEntry(id: $id) { id } }',
        '{ logs(filter: { text: $id }) { nodes { id } } }',
      ]) {
        const type = query.includes('logEntry') ? 'ID!' : 'String!';
        const answer = await house.ask(`query ($id: ${type}) ${query}`, { id }, cookie);
        expect(Object(answer.data?.['logs']).nodes ?? []).toEqual([]);
        if (type === 'ID!') expect(answer).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      }
      expect((await exported(cookie, '&kinds=REQUEST_SERVED')).status).toBe(403);
      expect(await (await exported(cookie, '')).text()).not.toContain('REQUEST_SERVED');
      const client = house.live(cookie);
      const refused = collect(client, follow, { filter: { kinds } });
      await until(() => JSON.stringify([refused.results, refused.problems]).includes('VIEW_CONNECTIONS'));
      const { data: now } = await house.ask('{ liveCursor }', {}, cookie);
      const { results } = collect(client, follow, { after: now?.['liveCursor'] });
      await house.ask(`query Unseen${index} { liveCursor }`, {}, cookie);
      await one(`Unseen${index}`);
      const data = { botId, change: 'UPDATED' as const, what: `The end of ${index}.`, failing: false };
      const subject = { kind: 'bot', id: botId };
      house.api.app.get(EventLog).record({ kind: 'bot.changed', topic: botId, subject, data });
      await until(() => results.length > 0);
      expect(results).toEqual([
        { data: { logAdded: { entry: { kind: 'BOT_CHANGED', summary: `The end of ${index}.` } } } },
      ]);
      await client.dispose();
    }
  });

  it('[SA-26] is followed live by whoever may', async () => {
    const client = house.live(ada);
    const { data } = await house.ask('{ liveCursor }', {}, ada);
    const { results } = collect(
      client,
      `subscription ($filter: LogFilter, $after: String) {
         logAdded(filter: $filter, after: $after) { entry { summary request { operation } } } }`,
      { filter: { kinds, text: 'followed' }, after: data?.['liveCursor'] },
    );
    await house.ask('query Ignored { liveCursor }', {}, ada);
    await house.ask('query Followed { liveCursor }', {}, ada);
    await until(() => results.length > 0);
    expect(results).toEqual([
      {
        data: {
          logAdded: {
            entry: { summary: 'ada asked for Followed (liveCursor).', request: { operation: 'Followed' } },
          },
        },
      },
    ]);
    await client.dispose();
  });

  it('is bounded: a flood of queries or of failures is counted, and hides no change', async () => {
    const written = new RequestLog(house.api.app.get(EventLog));
    const flood = {
      via: 'GRAPHQL' as const,
      operation: 'Flood',
      fields: [],
      accountId: null,
      accountName: null,
      by: null,
      keyId: null,
      cost: 1,
      duration: 1,
      code: null,
      address: '127.0.0.1',
    };
    for (let index = 0; index < 2000; index += 1) {
      written.add({ ...flood, type: 'QUERY' });
      written.add({ ...flood, type: 'MUTATION', code: 'INVALID' });
    }
    written.add({ ...flood, operation: 'Change', type: 'MUTATION' });
    await one('Change');
    const all = [...(await recorded('Flood')), ...(await recorded('Change'))];
    expect(all.length).toBeLessThan(1500);
    expect(all.length + all.reduce((sum, { unrecorded }) => sum + unrecorded, 0)).toBe(4001);
  });
});
