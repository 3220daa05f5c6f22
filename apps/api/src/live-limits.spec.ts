import { until } from '@cube/platform/testing';
import { WebSocket } from 'ws';

import { collect, TestApi } from './testing';

const listening = 'subscription { botChanged { cursor } }';

describe('the limits of WebSockets', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start(undefined, {
      LIMITS: 'sockets:5,subscriptions:60,unknown-sockets:8,graphql:300000',
      TRUST_PROXY: '127.0.0.1',
    });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const open: WebSocket[] = [];
  afterEach(async () => {
    const going = open.splice(0).filter(({ readyState }) => readyState !== WebSocket.CLOSED);
    const gone = going.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    going.forEach((socket) => socket.terminate());
    await Promise.all(gone);
    await until(async () => (await house.test.database.query('select from connection')).length === 0);
  });

  /** A bare socket, of which the specs see every frame. */
  const connect = async (headers: Record<string, string> = { cookie: ada }) => {
    const socket = new WebSocket(`${house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers,
    });
    open.push(socket);
    const frames: { type: string; id?: string; payload?: unknown }[] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    const refused = new Promise<number | undefined>((resolve) =>
      socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode)),
    );
    socket.on('error', () => undefined);
    const status = await Promise.race([
      refused,
      new Promise((resolve) => socket.once('open', () => resolve(101))),
    ]);
    return { socket, frames, closed, status, say: (message: object) => socket.send(JSON.stringify(message)) };
  };
  const greet = async (headers?: Record<string, string>) => {
    const line = await connect(headers);
    line.say({ type: 'connection_init' });
    await until(() => line.frames.length > 0 || line.socket.readyState === WebSocket.CLOSED);
    return line;
  };
  const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } });
  const times = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example', ''])(
    '[SA-19] refuse a page of the origin %j',
    async (origin) => {
      expect((await connect({ cookie: ada, origin })).status).toBe(403);
    },
  );

  it('let the panel in, and programs, which have no origin', async () => {
    expect((await connect({ cookie: ada, origin: house.url })).status).toBe(101);
    expect((await connect()).status).toBe(101);
  });

  it('[SA-09] cut off an oversized message', async () => {
    const { socket, closed } = await greet();
    socket.send('x'.repeat(70_000));
    expect(await closed).toBe(1009);
  });

  it('wait five seconds for somebody to say who they are', async () => {
    expect(await (await connect()).closed).toBe(4408);
  });

  it.each([
    ['no JSON', '{', 4400],
    ['a message that only servers send', '{"type":"next","id":"1","payload":{}}', 4400],
    ['a subscription before the greeting', '{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}', 4401],
    ['a prototype for a type', '{"__proto__":{"type":"ping"}}', 4400],
  ])('close a socket that says %s, and print nothing', async (_, text, code) => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { socket, closed } = await connect();
    socket.send(text);
    expect(await closed).toBe(code);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it('[SA-02] hold subscriptions to the limits of any request', async () => {
    const client = house.live(ada);
    const problemOf = async (query: string) => {
      const { problems, results } = collect(client, query);
      await until(() => problems.length + results.length > 0);
      return problems[0] ?? results[0];
    };
    const bot = (fields: string) => `subscription { botChanged { bot { ${fields} } } }`;
    expect(await problemOf(bot(times(31, (index) => `a${index}: name`)))).toMatchObject([
      { message: expect.stringContaining('aliases'), extensions: { code: 'TOO_COMPLEX' } },
    ]);
    expect(await problemOf(bot(times(31, () => 'id @skip(if: false)')))).toMatchObject([
      { message: expect.stringContaining('directives'), extensions: { code: 'TOO_COMPLEX' } },
    ]);
    expect(await problemOf(bot('name '.repeat(2100)))).toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
    await client.dispose();
  });

  it('give no schema away: neither alone nor beside something to follow', async () => {
    const client = house.live(ada);
    const asks = [
      'subscription { __schema { types { name } } }',
      'subscription { botChanged { cursor } __schema { types { name } } }',
      'query { __schema { types { name } } }',
    ].map((query) => collect(client, query));
    await until(() => asks.every(({ problems }) => problems.length > 0));
    expect(asks.flatMap(({ results }) => results)).toEqual([]);
    await client.dispose();
  });

  it('[ND-04] hold a connection to 50 subscriptions, however many thousand it asks for', async () => {
    const line = await greet();
    for (let index = 0; index < 3000; index += 1) line.say(subscribe(`s${index}`, listening));
    await until(() => line.frames.length >= 1 + 2950);
    const refused = line.frames.filter(({ type }) => type === 'error');
    expect(refused).toHaveLength(2950);
    expect(refused[0]?.payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    line.say({ id: 's0', type: 'complete' });
    line.say(subscribe('again', listening));
    line.say({ type: 'ping' });
    await until(() => line.frames.some(({ type }) => type === 'pong'));
    expect(line.frames.some(({ id }) => id === 'again')).toBe(false);
  });

  it('hold a person to so many connections, and to so many subscriptions on all of them', async () => {
    const lines = [];
    for (let index = 0; index < 5; index += 1) lines.push(await greet());
    expect(await (await greet()).closed).toBe(4429);
    for (const line of lines) {
      for (let index = 0; index < 20; index += 1) line.say(subscribe(`s${index}`, listening));
      line.say({ type: 'ping' });
      await until(() => line.frames.some(({ type }) => type === 'pong'));
    }
    const refused = lines.map(({ frames }) => frames.filter(({ type }) => type === 'error').length);
    expect(refused).toEqual([0, 0, 0, 20, 20]);
    lines[0]?.socket.close();
    await lines[0]?.closed;
    expect((await greet()).frames[0]?.type).toBe('connection_ack');
  });

  it('hold an address to so many sockets that do not say who they are, by what the proxy says of it', async () => {
    const from = (address: string) => connect({ cookie: ada, 'x-forwarded-for': address });
    const silent: Awaited<ReturnType<typeof connect>>[] = [];
    for (let index = 0; index < 8; index += 1) silent.push(await from('203.0.113.1'));
    expect(silent.map(({ status }) => status)).toEqual(silent.map(() => 101));
    expect((await from('203.0.113.1')).status).toBe(429);
    expect((await from('203.0.113.2')).status).toBe(101);
    silent[0]?.say({ type: 'connection_init' });
    await until(() => (silent[0]?.frames.length ?? 0) > 0);
    expect((await from('203.0.113.1')).status).toBe(101);
    const { data } = await house.ask('{ connections { nodes { address } } }', {}, ada);
    expect(data).toEqual({ connections: { nodes: [{ address: '203.0.113.1' }] } });
  });

  it('count whoever says who they are, and goes before they are known, once', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.77' };
    for (let stranger = 0; stranger < 7; stranger += 1) await connect(headers);
    for (let hasty = 0; hasty < 5; hasty += 1) {
      // A session that nobody has looked up yet, so that it takes a while.
      const { cookie } = await house.signIn('ada');
      const { socket, closed, say } = await connect({ ...headers, cookie });
      say({ type: 'connection_init' });
      socket.terminate();
      await closed;
    }
    // Until the api has seen the last of them go.
    await until(async () => (await connect(headers)).status === 101);
    expect((await connect(headers)).status).toBe(429);
  });

  it('take a cursor that is the default of a variable', async () => {
    const after = String((await house.ask('{ liveCursor }', {}, ada)).data?.['liveCursor']);
    await house.signIn('ada');
    const client = house.live(ada);
    const { results } = collect(
      client,
      `subscription ($c: String = "${after}") { sessionChanged(after: $c) { change } }`,
    );
    await until(() => results.length > 0);
    expect(results[0]?.data).toEqual({ sessionChanged: { change: 'ADDED' } });
    await client.dispose();
  });

  it('[ND-02] charge subscriptions to the same limit as queries, and those most that are no good', async () => {
    const { cookie } = await house.signIn('ada');
    const line = await greet({ cookie });
    for (let index = 0; index < 400; index += 1) {
      line.say(subscribe(`s${index}`, 'subscription { nothing }'));
      // Not more than a connection may have at the same time.
      if (index % 40 === 0) await until(() => line.frames.length >= index);
    }
    await until(() => line.frames.length > 400);
    const codes = line.frames.slice(1).map(({ payload }) => Object(payload)[0].extensions.code);
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(50);
    const refused = await house.ask('{ liveCursor }', {}, cookie);
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: expect.any(Number),
    });
  });
});
