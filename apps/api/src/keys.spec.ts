import { BotRole, Role } from '@cube/auth/roles';
import { Unauthenticated } from '@cube/platform/errors';
import { keyParts, mintPrefix, mintSecret } from '@cube/platform/key-format';
import { Logger } from '@cube/platform/logger';
import { heldMemory, until } from '@cube/platform/testing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

import { enter, layBot, makeMember, mintKey } from './staging';
import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const fieldOf = ({ errors }: Answer) => Object(errors?.[0]?.extensions['fields'])[0]?.field;
const create =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';
const rotate = `mutation ($id: ID!, $hours: Int!) {
  rotateApiKey(id: $id, overlapHours: $hours) { secret apiKey { previousUntil } } }`;
const revoke =
  'mutation ($id: ID!) { revokeApiKey(id: $id) { state revokedAt revokedBecause owner { name } } }';
const bots = '{ bots { nodes { id name } } }';
const madeUp = () => {
  const prefix = mintPrefix();
  return `cube_${prefix}_${mintSecret(prefix)}`;
};

describe('an API key', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  /** A socket of a key: resolves with the code with which it is closed. */
  async function follow(client: ReturnType<TestApi['live']>): Promise<{ readonly closed: Promise<number> }> {
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    const opened = new Promise<void>((resolve) => client.on('connected', () => resolve()));
    collect(client, 'subscription { botChanged { cursor } }');
    await opened;
    return { closed };
  }

  it('[SA-17] [PS-09] is shown once, opens what its scopes name and nothing else, and is refused once it is revoked', async () => {
    const { secret, id } = await mintKey(house, ada);
    expect((await house.askWithKey(secret, bots)).data).toEqual({ bots: { nodes: [] } });
    expect(codeOf(await house.askWithKey(secret, '{ connections { totalCount } }'))).toBe('FORBIDDEN');
    const rows = await house.test.database.query('select * from api_key');
    const events = await house.test.database.query('select * from event_log');
    expect(JSON.stringify([rows, events])).not.toContain(keyParts(secret)?.secret);
    expect((await house.ask(revoke, { id }, ada)).data).toMatchObject({
      revokeApiKey: { state: 'REVOKED', revokedBecause: 'ASKED', owner: { name: 'ada' } },
    });
    expect(codeOf(await house.askWithKey(secret, bots))).toBe('UNAUTHENTICATED');
  });

  it('stands in the list of its owner, is found by its prefix, and says where it was used', async () => {
    const { secret, prefix, id } = await mintKey(house, ada, { name: 'nightly report' });
    await house.askWithKey(secret, bots);
    const list = `query ($search: String) { apiKeys(search: $search) { totalCount nodes { id name lastUsedAddress } } }`;
    for (const search of [prefix, prefix.slice(0, 4), secret, 'NIGHTLY']) {
      await until(async () => {
        const { data } = await house.ask(list, { search }, ada);
        const [first] = Object(data?.['apiKeys']).nodes;
        return first?.id === id && first.lastUsedAddress === '127.0.0.1';
      });
    }
  });

  it('[SA-17] is for the bots that it names: another bot does not exist for it', async () => {
    const [one, other] = [await layBot(house, 'One'), await layBot(house, 'Other')];
    const { secret } = await mintKey(house, ada, {
      scopes: ['VIEW_BOTS', 'RUN_BOTS'],
      botIds: [one.botId],
    });
    const start = 'mutation ($id: ID!) { startBot(id: $id) { wanted } }';
    expect((await house.askWithKey(secret, bots)).data).toEqual({
      bots: { nodes: [{ id: one.botId, name: 'One' }] },
    });
    expect((await house.askWithKey(secret, start, { id: one.botId })).data).toMatchObject({
      startBot: { wanted: 'ONLINE' },
    });
    const foreign = await house.askWithKey(secret, start, { id: other.botId });
    const unknown = await house.askWithKey(secret, start, { id: '01a1fd49-8cd3-71ff-9ed6-2157b156a0bf' });
    expect(foreign).toEqual(unknown);
    expect(codeOf(foreign)).toBe('NOT_FOUND');
    expect(
      codeOf(await house.askWithKey(secret, 'mutation ($id: ID!) { removeBot(id: $id) }', { id: one.botId })),
    ).toBe('FORBIDDEN');
  });

  it('[OM-09] cannot be given what its owner does not have, and loses what its owner loses', async () => {
    const { botId } = await layBot(house, 'Shared');
    const { botId: foreign } = await layBot(house, 'Foreign');
    const grace = await enter(house, 'grace', Role.MEMBER);
    await makeMember(house, botId, grace.id, BotRole.OPERATOR);
    const attempt = async (input: object) =>
      fieldOf(await house.ask(create, { input: { name: 'x', ...input } }, grace.cookie));
    expect(await attempt({ scopes: ['VIEW_BOTS', 'REMOVE_BOTS'] })).toBe('scopes.1');
    expect(await attempt({ scopes: ['EDIT_BOTS'], botIds: [botId] })).toBe('scopes.0');
    expect(await attempt({ scopes: ['VIEW_BOTS'], botIds: [foreign] })).toBe('botIds.0');
    expect(await attempt({ scopes: ['INTROSPECT'], botIds: [botId] })).toBe('scopes.0');
    expect(await attempt({ scopes: ['VIEW_BOTS'], addresses: ['10.0.0.0/8', '10.0.0.0/33'] })).toBe(
      'addresses',
    );

    const { secret } = await mintKey(house, grace.cookie, { scopes: ['VIEW_BOTS'] });
    const names = async () => Object((await house.askWithKey(secret, bots)).data?.['bots']).nodes;
    expect(await names()).toEqual([{ id: botId, name: 'Shared' }]);
    const { errors } = await house.ask(
      'mutation ($botId: ID!, $accountId: ID!) { removeBotMember(botId: $botId, accountId: $accountId) { botId } }',
      { botId, accountId: grace.id },
      ada,
    );
    expect(errors).toBeUndefined();
    await until(async () => codeOf(await house.askWithKey(secret, bots)) === 'FORBIDDEN');
  });

  it('opens nothing that concerns the account itself', async () => {
    const { secret } = await mintKey(house, ada);
    for (const query of [
      '{ apiKeys { totalCount } }',
      '{ sessions { totalCount } }',
      'mutation { signOut }',
      'mutation { createApiKey(input: { name: "x", scopes: [VIEW_BOTS] }) { secret } }',
    ]) {
      expect(codeOf(await house.askWithKey(secret, query))).toBe('FORBIDDEN');
    }
  });

  it('wins over a cookie beside it, and a wrong one is refused in spite of the cookie', async () => {
    const { secret } = await mintKey(house, ada);
    const connections = '{ connections { totalCount } }';
    expect(codeOf(await house.askWithKey(secret, connections, {}, ada))).toBe('FORBIDDEN');
    for (const wrong of [madeUp(), 'x', `${secret}x`, secret.slice(0, -1)]) {
      expect(codeOf(await house.askWithKey(wrong, bots, {}, ada))).toBe('UNAUTHENTICATED');
    }
    const basic = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: ada, authorization: 'Basic YTpi' },
      body: JSON.stringify({ query: bots }),
    });
    expect(basic.status).toBe(401);
    expect(await basic.text()).toContain('Bearer');
  });

  it('[OM-08] ends when it expires, and not before', async () => {
    const { secret, id } = await mintKey(house, ada, { expiresAt: new Date(Date.now() + 60_000) });
    const client = house.live('', { authorization: `Bearer ${secret}` });
    const { closed } = await follow(client);
    const soon = new Date(Date.now() + 600);
    const update = `mutation ($id: ID!, $input: UpdateApiKeyInput!) { updateApiKey(id: $id, input: $input) { state } }`;
    expect((await house.ask(update, { id, input: { expiresAt: soon } }, ada)).data).toMatchObject({
      updateApiKey: { state: 'ACTIVE' },
    });
    expect((await house.askWithKey(secret, bots)).errors).toBeUndefined();
    expect(await closed).toBe(4403);
    expect(Date.now()).toBeGreaterThanOrEqual(soon.getTime());
    expect(await house.askWithKey(secret, bots)).toMatchObject({
      errors: [{ message: expect.stringContaining('expired'), extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const past = { id, input: { expiresAt: new Date(0) } };
    expect(fieldOf(await house.ask(update, past, ada))).toBe('expiresAt');
  });

  it('loses scopes and never gains one', async () => {
    const { secret, id } = await mintKey(house, ada, { scopes: ['VIEW_BOTS', 'VIEW_CONNECTIONS'] });
    const update = `mutation ($id: ID!, $scopes: [Permission!]!) { updateApiKey(id: $id, input: { scopes: $scopes }) { scopes } }`;
    const connections = '{ connections { totalCount } }';
    expect((await house.askWithKey(secret, connections)).errors).toBeUndefined();
    expect((await house.ask(update, { id, scopes: ['VIEW_BOTS'] }, ada)).errors).toBeUndefined();
    expect(codeOf(await house.askWithKey(secret, connections))).toBe('FORBIDDEN');
    expect(fieldOf(await house.ask(update, { id, scopes: ['VIEW_BOTS', 'VIEW_LOGS'] }, ada))).toBe('scopes');
  });

  it('works from the addresses that it names only', async () => {
    const foreign = await mintKey(house, ada, { addresses: ['10.0.0.0/8', '2001:db8::/32'] });
    expect(codeOf(await house.askWithKey(foreign.secret, bots))).toBe('FORBIDDEN');
    const ours = await mintKey(house, ada, { addresses: ['10.0.0.0/8', '127.0.0.0/24'] });
    expect((await house.askWithKey(ours.secret, bots)).errors).toBeUndefined();
    const client = house.live('', { authorization: `Bearer ${foreign.secret}` });
    const { problems } = collect(client, 'subscription { botChanged { cursor } }');
    await until(() => problems.length > 0);
  });

  it('[ND-20] keeps both secrets while a rotation overlaps, and only the new one without', async () => {
    const { secret: first, id } = await mintKey(house, ada);
    const rotated = async (hours: number) =>
      String(Object((await house.ask(rotate, { id, hours }, ada)).data?.['rotateApiKey']).secret);
    const second = await rotated(1);
    for (const secret of [first, second]) {
      expect((await house.askWithKey(secret, bots)).errors).toBeUndefined();
    }
    await house.test.database.query('update api_key set previous_until = now() where id = $1', [id]);
    await until(async () => codeOf(await house.askWithKey(first, bots)) === 'UNAUTHENTICATED');
    const third = await rotated(0);
    expect(codeOf(await house.askWithKey(second, bots))).toBe('UNAUTHENTICATED');
    expect((await house.askWithKey(third, bots)).errors).toBeUndefined();
  });

  it('has a budget of its own, which another key does not touch', async () => {
    const { secret } = await mintKey(house, ada, { budget: 25 });
    const page = '{ bots(first: 10) { nodes { id } } }';
    for (let call = 0; call < 2; call += 1) {
      expect((await house.askWithKey(secret, page)).errors).toBeUndefined();
    }
    const { errors } = await house.askWithKey(secret, page);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('25 points'),
      extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
    });
    const other = await mintKey(house, ada);
    expect((await house.askWithKey(other.secret, page)).errors).toBeUndefined();
  });

  it.each(['header', 'connection_init'])(
    '[SA-17] opens a WebSocket by its %s, which is closed when it is revoked',
    async (way) => {
      const { secret, id } = await mintKey(house, ada);
      const authorization = `Bearer ${secret}`;
      const client =
        way === 'header'
          ? house.live('', { authorization })
          : createClient({
              url: `${house.url.replace('http', 'ws')}/graphql`,
              retryAttempts: 0,
              webSocketImpl: WebSocket,
              connectionParams: { authorization },
            });
      const { closed } = await follow(client);
      await house.ask(revoke, { id }, ada);
      expect(await closed).toBe(4403);
    },
  );

  it('[ND-20] is revoked by itself when it stands in an error, a log line, an address or a Referer', async () => {
    const { app } = house.api;
    const ways: ((secret: string) => unknown)[] = [
      (secret) =>
        app.get(ErrorReporter).report(new Error(`Cannot reach x?key=${secret}`), { where: 'a spec' }),
      (secret) => app.get(Logger).error(`sent ${secret}`),
      (secret) => fetch(`${house.url}/health/live?key=${secret}`),
      (secret) =>
        fetch(`${house.url}/health/live`, { headers: { referer: `https://x.example/?k=${secret}` } }),
      (secret) =>
        new WebSocket(`${house.url.replace('http', 'ws')}/graphql?key=${secret}`).on(
          'error',
          () => undefined,
        ),
    ];
    for (const leak of ways) {
      const { secret, id } = await mintKey(house, ada, { name: 'leaky' });
      await leak(secret);
      await until(async () => codeOf(await house.askWithKey(secret, bots)) === 'UNAUTHENTICATED');
      const [row] = await house.test.database.query('select * from api_key where id = $1', [id]);
      expect(row).toMatchObject({ revoked_because: 'LEAKED' });
      const audit = (): Promise<unknown[]> =>
        house.test.database.query(
          "select data from event_log where kind = 'audit.recorded' and subject_id = $1 and data ->> 'deed' = 'key.leak'",
          [id],
        );
      // The key dies at the commit, and the log has the entry just after.
      await until(async () => (await audit()).length > 0);
      expect(await audit()).toHaveLength(1);
    }
    const texts = await house.test.database.query(
      "select data::text from event_log where data::text like '%cube\\_%'",
    );
    expect(texts).toEqual([]);
  });

  it('[SA-02] is guessed by nobody: whoever tries many is throttled, and the right one still opens', async () => {
    const strict = await TestApi.start(undefined, { LIMITS: 'stranger:100' });
    const { secret } = await mintKey(strict, (await strict.signIn('ada')).cookie);
    const statuses = new Set<number>();
    const attempt = async () => {
      const response = await fetch(`${strict.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${madeUp()}` },
        body: JSON.stringify({ query: bots }),
      });
      await response.arrayBuffer();
      statuses.add(response.status);
    };
    while (!statuses.has(429)) await Promise.all(Array.from({ length: 50 }, attempt));
    expect([...statuses]).toEqual([401, 429]);
    expect((await strict.askWithKey(secret, bots)).errors).toBeUndefined();
    await strict.end();
  });

  it('[SA-02] costs no memory when ten thousand wrong ones are tried', async () => {
    const viewers = house.api.app.get(ViewerSource);
    const attempt = () =>
      viewers
        .viewerOf({ headers: { authorization: `Bearer ${madeUp()}` }, address: '192.0.2.1' })
        .catch((error: unknown) => expect(error).toBeInstanceOf(Unauthenticated));
    const round = () => Promise.all(Array.from({ length: 100 }, attempt));
    await round();
    const before = heldMemory();
    for (let rounds = 0; rounds < 100; rounds += 1) await round();
    expect(heldMemory() - before).toBeLessThan(10 * 1024 * 1024);
    const { secret } = await mintKey(house, ada);
    expect((await house.askWithKey(secret, bots)).errors).toBeUndefined();
  }, 60_000);
});
