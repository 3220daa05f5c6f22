import { EventLog } from '@cube/realtime/event-log/event-log';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { Ajv2020 } from 'ajv/dist/2020';
import { z } from 'zod';

import { layBot, mintKey } from '../staging';
import { TestApi } from '../testing';
import { openApi } from './openapi';
import { routes } from './routes';

const page = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  next: z.string().nullable(),
  cursor: z.string().nullable(),
});

describe('[SC-14] the REST facade', () => {
  let house: TestApi;
  let ada = '';
  let things: Awaited<ReturnType<typeof layBot>>;
  let key = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
    things = await layBot(house, 'Demo');
    const all = [
      'VIEW_BOTS',
      'ADD_BOTS',
      'RUN_BOTS',
      'EDIT_BOTS',
      'REMOVE_BOTS',
      'VIEW_GUILDS',
      'EDIT_GUILDS',
    ];
    const scopes = [...all, 'VIEW_COMMANDS', 'EDIT_COMMANDS', 'VIEW_LOGS', 'INTROSPECT'];
    key = (await mintKey(house, ada, { scopes })).secret;
  });
  afterAll(() => house.end());

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${house.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, headers: response.headers, answer };
  }
  const documentOf = (name: string) => routes.find((route) => route.name === name)?.document ?? '';
  const graphql = async (name: string, variables: object) =>
    Object.values((await house.askWithKey(key, documentOf(name), variables)).data ?? {})[0];

  it('answers what GraphQL answers', async () => {
    const { botId, guildId, commandId } = things;
    for (const [path, name, variables] of [
      ['/me', 'getMe', {}],
      [`/bots/${botId}`, 'getBot', { id: botId }],
      [`/guilds/${guildId}`, 'getGuild', { id: guildId }],
      [`/commands/${commandId}`, 'getCommand', { id: commandId }],
    ] as const) {
      expect((await call('GET', path)).answer).toEqual(await graphql(name, variables));
    }
    for (const [path, name, variables] of [
      ['/bots?first=5&search=Demo', 'listBots', { first: 5, search: 'Demo' }],
      [`/guilds?botId=${botId}`, 'listGuilds', { botId }],
      [`/bots/${botId}/commands`, 'listCommands', { botId }],
      [
        `/logs?botId=${botId}&kinds=BOT_CHANGED,ERROR_RAISED&levels=INFO`,
        'listLogs',
        {
          filter: { botId, kinds: ['BOT_CHANGED', 'ERROR_RAISED'], levels: ['INFO'] },
        },
      ],
    ] as const) {
      const { answer } = await call('GET', path);
      const { nodes, pageInfo } = Object(await graphql(name, variables));
      expect(answer).toMatchObject({ items: nodes, next: null, cursor: pageInfo.endCursor });
    }
  });

  it('steers as GraphQL does', async () => {
    const { botId } = await layBot(house, 'Steered');
    expect(await call('POST', `/bots/${botId}/start`)).toMatchObject({
      status: 200,
      answer: { id: botId, wanted: 'ONLINE' },
    });
    expect((await call('POST', `/bots/${botId}/stop`)).answer).toMatchObject({ wanted: 'OFFLINE' });
    expect((await call('PATCH', `/bots/${botId}`, { name: 'Renamed' })).answer).toMatchObject({
      name: 'Renamed',
    });
    const made = await call('POST', `/bots/${botId}/commands`, {
      name: 'greet',
      description: 'Says hello.',
      response: 'Hello.',
      botId: things.botId,
    });
    expect(made).toMatchObject({ status: 201, answer: { botId, name: 'greet' } });
    const { id } = Object(made.answer);
    expect((await call('PATCH', `/commands/${id}`, { enabled: false })).answer).toMatchObject({
      enabled: false,
    });
    expect(await call('POST', `/bots/${botId}/commands/sync`)).toMatchObject({
      status: 202,
      answer: { botId },
    });
    expect(await call('DELETE', `/commands/${id}`)).toMatchObject({ status: 200, answer: { id } });
    expect(await call('DELETE', `/bots/${botId}`)).toMatchObject({ status: 200, answer: { id: botId } });
    expect((await call('GET', `/bots/${botId}`)).status).toBe(404);
    const token = house.trial.application.token;
    expect(await call('POST', '/bots', { token })).toMatchObject({ status: 201, answer: { name: 'Trial' } });
  });

  it.each([
    ['an unknown id', 'GET', '/bots/nobody', undefined, 404, { code: 'NOT_FOUND', fields: [] }],
    ['an unknown address', 'GET', '/nothing', undefined, 404, { code: 'NOT_FOUND' }],
    ['an unknown parameter', 'GET', '/bots?page=2', undefined, 400, { fields: [{ field: 'page' }] }],
    [
      'a parameter of the wrong type',
      'GET',
      '/bots?first=x',
      undefined,
      400,
      { fields: [{ field: 'first' }] },
    ],
    ['a page that is too large', 'GET', '/bots?first=1000', undefined, 400, { fields: [{ field: 'first' }] }],
    ['a cursor of nowhere', 'GET', '/bots?after=x', undefined, 400, { code: 'INVALID' }],
    ['a wrong token', 'POST', '/bots', { token: 'sim.1.wrong' }, 400, { fields: [{ field: 'token' }] }],
    ['a body without what it needs', 'POST', '/bots', {}, 400, { code: 'INVALID' }],
    ['a body with more', 'POST', '/bots', { token: 'x', more: 1 }, 400, { code: 'INVALID' }],
    ['a list for a body', 'POST', '/bots', [], 400, { code: 'INVALID' }],
  ])('answers %s with a status, a code and a sentence', async (_, method, path, body, status, expected) => {
    const { status: got, answer } = await call(method, path, body);
    expect({ status: got, answer }).toMatchObject({
      status,
      answer: { message: expect.any(String), ...expected },
    });
    expect(JSON.stringify(answer)).not.toMatch(/sim\.1\.wrong|stack|node_modules/);
  });

  it('gives pages that lead from one to the next, each row once', async () => {
    for (let index = 0; index < 7; index += 1) await layBot(house, `Paged ${index}`);
    const seen: string[] = [];
    let path: string | null = '/bots?first=3&search=Paged';
    while (path !== null) {
      const { answer, headers }: Awaited<ReturnType<typeof call>> = await call('GET', path);
      const { items, next } = page.parse(answer);
      seen.push(...items.map(({ id }) => id));
      expect(headers.get('link')).toBe(next === null ? null : `<${next}>; rel="next"`);
      path = next && next.slice(`${house.url}/api/v1`.length);
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('opens only to who is signed in, and as far as their key does', async () => {
    const stranger = await fetch(`${house.url}/api/v1/bots`);
    expect([stranger.status, await stranger.json()]).toMatchObject([
      401,
      { code: 'UNAUTHENTICATED', fields: [] },
    ]);
    const { secret } = await mintKey(house, ada, { scopes: ['VIEW_BOTS'], botIds: [things.botId] });
    const other = await layBot(house, 'Other');
    const as = { authorization: `Bearer ${secret}` };
    expect(page.parse((await call('GET', '/bots', undefined, as)).answer).items).toHaveLength(1);
    expect(await call('POST', `/bots/${things.botId}/start`, undefined, as)).toMatchObject({
      status: 403,
      answer: { code: 'FORBIDDEN' },
    });
    expect((await call('GET', `/bots/${other.botId}`, undefined, as)).status).toBe(404);
    expect((await call('GET', '/openapi.json', undefined, as)).status).toBe(403);
    const wrong = await call('GET', '/bots', undefined, { authorization: 'Bearer x', cookie: ada });
    expect(wrong.status).toBe(401);
  });

  it('[SA-19] takes a cookie from our own pages, and from those of no other site', async () => {
    const start = (headers: Record<string, string>) =>
      fetch(`${house.url}/api/v1/bots/${things.botId}/start`, {
        method: 'POST',
        headers: { cookie: ada, ...headers },
      });
    expect((await start({ origin: house.url })).status).toBe(200);
    expect((await start({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await start({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('says in headers what a request has cost and what is left', async () => {
    const { headers } = await call('GET', '/bots');
    expect(headers.get('ratelimit')).toBeTruthy();
  });

  it('shows the log, newest first', async () => {
    const { botId } = things;
    house.api.app.get(EventLog).record({
      kind: 'bot.changed',
      topic: botId,
      subject: { kind: 'bot', id: botId },
      data: { botId, change: 'UPDATED', what: 'A spec was here.', failing: false },
    });
    let first: unknown;
    for (let tries = 0; tries < 100 && Object(first).summary !== 'A spec was here.'; tries += 1) {
      [first] = page.parse((await call('GET', `/logs?botId=${botId}&first=1`)).answer).items;
    }
    expect(first).toMatchObject({ kind: 'BOT_CHANGED', summary: 'A spec was here.' });
  });

  describe('in its OpenAPI document', () => {
    it('has every route, and a schema that its answers keep to', async () => {
      const document = openApi(house.api.app.get(GraphQLSchemaHost).schema);
      expect((await call('GET', '/openapi.json')).answer).toEqual(JSON.parse(JSON.stringify(document)));
      const operations = Object.values(document.paths).flatMap((each) => Object.values(each));
      expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
        routes.map(({ name }) => name).sort(),
      );
      const ajv = new Ajv2020({ strict: false, validateFormats: false });
      ajv.addSchema({ $id: 'api', ...document });
      for (const [path, method, status, body] of [
        ['/me', 'get', 200],
        ['/bots', 'get', 200],
        ['/bots/{id}', 'get', 200, things.botId],
        ['/guilds', 'get', 200],
        ['/guilds/{id}', 'get', 200, things.guildId],
        ['/bots/{botId}/commands', 'get', 200, things.botId],
        ['/commands/{id}', 'get', 200, things.commandId],
        ['/logs', 'get', 200],
      ] as const) {
        const pointer = `/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}/content/application~1json/schema`;
        const validate = ajv.compile({ $ref: `api#${encodeURI(pointer)}` });
        const { answer } = await call('GET', path.replace(/\{\w+\}/, body ?? ''));
        expect([validate(answer), validate.errors]).toEqual([true, null]);
      }
    });

    it('is shown as a page without scripts', async () => {
      const response = await fetch(`${house.url}/api/v1/docs`, { headers: { cookie: ada } });
      const html = await response.text();
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(html).toContain('/api/v1/bots/:id/start'.replace(':id', '{id}'));
      expect(html).not.toMatch(/<script|\son\w+=|https?:\/\//);
    });
  });
});
