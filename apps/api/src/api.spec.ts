import { until } from '@cube/platform/testing';

import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const addBot = `mutation ($token: String!) { addBot(input: { token: $token }) { id name status wanted tokenFingerprint commandSync { state } } }`;

describe('the api', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  it('[SC-07] makes the first person the owner, and the second one wait for them', async () => {
    const { data } = await house.ask('{ me { name role permissions } }', {}, ada);
    expect(data).toMatchObject({ me: { name: 'ada', role: 'OWNER' } });
    const second = await house.signIn('grace');
    expect(second).toMatchObject({ path: '/sign-in?problem=waiting&owner=ada', cookie: '' });
  });

  it('tells a person who said no that nothing happened', async () => {
    expect((await house.signIn('grace', 'deny')).path).toBe('/sign-in?problem=denied');
  });

  it('gives a stranger one and the same answer to whatever is not theirs to ask', async () => {
    const bodies = [
      '{"query":"{ bots { nodes { id } } }"}',
      '{"query":"{ nonsense"}',
      '{"query":"{ __schema { types { name } } }"}',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"__proto__"}}}',
      '[{"query":"{ me { id } }"}]',
      '{}',
    ];
    const answers = await Promise.all(
      bodies.map(async (body) => {
        const response = await fetch(`${house.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        return { status: response.status, body: await response.text() };
      }),
    );
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]).toEqual({
      status: 401,
      body: expect.stringContaining('UNAUTHENTICATED'),
    });
  });

  it.each([
    ['a malformed query', { query: '{ bots {' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown id', { query: '{ bot(id: "nobody") { id } }' }, 'NOT_FOUND'],
    ['a page of a thousand', { query: '{ bots(first: 1000) { nodes { id } } }' }, 'INVALID'],
    ['a cursor of nowhere', { query: '{ bots(after: "x") { nodes { id } } }' }, 'INVALID'],
    [
      'a variable of the wrong type',
      { query: 'query ($a: Int) { bots(first: $a) { nodes { id } } }', variables: { a: 'x' } },
      'BAD_USER_INPUT',
    ],
  ])('answers %s with a sentence and a code', async (_, body, code) => {
    const result = await house.ask(body.query, 'variables' in body ? body.variables : {}, ada);
    expect(codeOf(result)).toBe(code);
    expect(JSON.stringify(result)).not.toMatch(/stacktrace|node_modules|\.ts:/);
  });

  it.each([
    ['no JSON', '{', 400, 'INVALID'],
    ['an oversized body', JSON.stringify({ query: 'x'.repeat(300_000) }), 413, 'TOO_LARGE'],
  ])('answers %s with a status and a code', async (_, body, status, code) => {
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: ada },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('refuses a request that a foreign page could have sent', async () => {
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie: ada },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(response.status).toBe(400);
  });

  it('[SA-14] adds a bot by its token, which no answer shows again', async () => {
    const { token } = house.trial.application;
    const { data, errors } = await house.ask(addBot, { token }, ada);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ addBot: { name: 'Trial', wanted: 'ONLINE', status: 'STARTING' } });
    const again = await house.ask(addBot, { token }, ada);
    expect(again.errors?.[0]).toMatchObject({
      extensions: { code: 'CONFLICT', fields: [{ field: 'token' }] },
    });
    const [row] = await house.test.database.query('select * from bot');
    expect(JSON.stringify([data, again, row])).not.toContain(token);
  });

  it('says beside the field that a token is wrong', async () => {
    const { errors } = await house.ask(addBot, { token: 'sim.1.wrong' }, ada);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID', fields: [{ field: 'token' }] } });
    expect(JSON.stringify(errors)).not.toContain('sim.1.wrong');
  });

  it('[SC-44] takes a custom command, and says beside the field what Discord would refuse', async () => {
    const create = `mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id name enabled bot { name commandCount commandSync { state } } } }`;
    const { data } = await house.ask('{ bots { nodes { id } } }', {}, ada);
    const botId = String(Object(data?.['bots']).nodes[0].id);
    const input = { botId, name: 'hello', description: 'Says hello.', response: 'Hello there.' };
    expect((await house.ask(create, { input }, ada)).data).toMatchObject({
      createCommand: { name: 'hello', enabled: true, bot: { commandSync: { state: 'QUEUED' } } },
    });
    const twice = await house.ask(create, { input }, ada);
    expect(twice.errors?.[0]).toMatchObject({
      extensions: { code: 'CONFLICT', fields: [{ field: 'name' }] },
    });
    const wrong = await house.ask(create, { input: { ...input, name: 'No Way', description: '' } }, ada);
    expect(wrong.errors?.[0]).toMatchObject({
      extensions: { code: 'INVALID', fields: [{ field: 'name' }, { field: 'description' }] },
    });
  });

  it('[SC-20] follows a change live, and replays what was missed from a cursor', async () => {
    const query =
      'subscription ($after: String) { botChanged(after: $after) { cursor change bot { name wanted } } }';
    const { data } = await house.ask('{ liveCursor bots { nodes { id } } }', {}, ada);
    const id = String(Object(data?.['bots']).nodes[0].id);
    const client = house.live(ada);
    const now = collect(client, query);
    // The first answer of a second subscription on the socket tells that the first one stands.
    await until(async () => {
      await house.ask(`mutation ($id: ID!) { stopBot(id: $id) { id } }`, { id }, ada);
      return now.results.length > 0;
    });
    expect(now.results[0]?.data).toMatchObject({
      botChanged: { change: 'UPDATED', bot: { wanted: 'OFFLINE' } },
    });
    const late = collect(client, query, { after: data?.['liveCursor'] });
    await until(() => late.results.length >= now.results.length);
    expect(late.results.map(({ data: each }) => each)).toEqual(
      expect.arrayContaining(now.results.map(({ data: each }) => each)),
    );
    await client.dispose();
    expect([...now.problems, ...late.problems]).toEqual([]);
  });

  it('lets nobody follow without a session, from a foreign page, or more than subscriptions', async () => {
    const stranger = collect(house.live(''), 'subscription { botChanged { cursor } }');
    const foreign = collect(
      house.live(ada, { origin: 'https://evil.example' }),
      'subscription { botChanged { cursor } }',
    );
    const query = collect(house.live(ada), '{ bots { nodes { id } } }');
    await until(() => [stranger, foreign, query].every(({ problems }) => problems.length > 0));
    expect([stranger, foreign, query].flatMap(({ results }) => results)).toEqual([]);
  });

  it('ends a session and its open socket at once', async () => {
    const { cookie } = await house.signIn('ada');
    const client = house.live(cookie);
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    const follower = collect(client, 'subscription { sessionChanged { cursor } }');
    await until(async () => {
      const { data } = await house.ask('{ connections { totalCount } }', {}, ada);
      return Object(data?.['connections']).totalCount > 0;
    });
    expect((await house.ask('mutation { signOut }', {}, cookie)).data).toEqual({ signOut: true });
    expect(await closed).toBe(4403);
    expect(codeOf(await house.ask('{ me { id } }', {}, cookie))).toBe('UNAUTHENTICATED');
    follower.stop();
  });

  it('says at /health which part is down, and is ready without a worker', async () => {
    const whole = await fetch(`${house.url}/health`);
    expect(whole.status).toBe(503);
    expect(await whole.json()).toMatchObject({ error: { worker: { status: 'down' } } });
    expect((await fetch(`${house.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
  });

  it('serves only the host that it was given', async () => {
    const port = new URL(house.url).port;
    const { request } = await import('node:http');
    const statusFor = (host: string, accept: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(house.url, { headers: { host, accept } }, ({ statusCode }) => resolve(statusCode))
          .once('error', reject)
          .end();
      });
    expect(await statusFor('evil.example', 'text/html')).toBe(400);
    expect(await statusFor('not a host', 'text/html')).toBe(400);
    expect(await statusFor(`localhost:${port}`, 'text/html')).toBe(302);
  });
});
