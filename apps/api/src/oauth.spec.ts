import { until } from '@cube/platform/testing';
import { decodeJwt, SignJWT } from 'jose';
import { z } from 'zod';

import { mintKey } from './staging';
import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const bots = '{ bots { totalCount } }';
const connections = '{ connections { totalCount } }';
const answer = z.looseObject({
  access_token: z.string().default(''),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  error: z.string().optional(),
});

describe('[PS-10] client credentials', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const secretOf = (key: string) => key.split('_')[2] ?? '';
  const basic = (prefix: string, key: string) =>
    `Basic ${Buffer.from(`${prefix}:${secretOf(key)}`).toString('base64')}`;

  async function ask(form: Record<string, string> | string, headers: Record<string, string> = {}) {
    const response = await fetch(`${house.url}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    return { response, body: answer.parse(await response.json()) };
  }
  async function tokenOf({ prefix, secret }: { prefix: string; secret: string }, scope?: string) {
    const { body } = await ask(
      { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) },
      { authorization: basic(prefix, secret) },
    );
    return body.access_token;
  }

  it('are a key’s prefix and secret, by header or form, and give a token of ten minutes for its scopes', async () => {
    const key = await mintKey(house, ada, { scopes: ['VIEW_BOTS', 'VIEW_CONNECTIONS'] });
    for (const { response, body } of [
      await ask({ grant_type: 'client_credentials' }, { authorization: basic(key.prefix, key.secret) }),
      await ask({
        grant_type: 'client_credentials',
        client_id: key.prefix,
        client_secret: secretOf(key.secret),
      }),
    ]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'VIEW_BOTS VIEW_CONNECTIONS',
      });
      expect(decodeJwt(body.access_token)).toMatchObject({
        iss: house.url,
        aud: house.url,
        sub: key.id,
        client_id: key.prefix,
        jti: expect.any(String),
      });
      expect((await house.askWithKey(body.access_token, connections)).errors).toBeUndefined();
    }
  });

  it('give narrower tokens, and none that is wider than the key', async () => {
    const key = await mintKey(house, ada, { scopes: ['VIEW_BOTS', 'VIEW_CONNECTIONS'] });
    const token = await tokenOf(key, 'VIEW_BOTS');
    expect((await house.askWithKey(token, bots)).errors).toBeUndefined();
    expect(codeOf(await house.askWithKey(token, connections))).toBe('FORBIDDEN');
    const { response, body } = await ask(
      { grant_type: 'client_credentials', scope: 'VIEW_BOTS MANAGE_PEOPLE' },
      { authorization: basic(key.prefix, key.secret) },
    );
    expect([response.status, body.error]).toEqual([400, 'invalid_scope']);
  });

  it('[SA-17] give tokens that end with their key: revoked, its sockets closed too', async () => {
    const key = await mintKey(house, ada);
    const token = await tokenOf(key);
    expect((await house.askWithKey(token, bots)).errors).toBeUndefined();
    const client = house.live('', { authorization: `Bearer ${token}` });
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    const opened = new Promise<void>((resolve) => client.on('connected', () => resolve()));
    collect(client, 'subscription { botChanged { cursor } }');
    await opened;
    await house.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { state } }', { id: key.id }, ada);
    expect(codeOf(await house.askWithKey(token, bots))).toBe('UNAUTHENTICATED');
    expect(await closed).toBe(4403);
  });

  it('give tokens that nobody can forge, change or use elsewhere', async () => {
    const key = await mintKey(house, ada);
    const token = await tokenOf(key);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = decodeJwt(token);
    const forged = (secret: Uint8Array, changes: object = {}, header: object = {}) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'test', ...header })
        .sign(secret);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt","kid":"test"}').toString('base64url')}.${body}.`;
    const wrong = [
      unsigned,
      `${head}.${Buffer.from(JSON.stringify({ ...claims, scope: 'MANAGE_PEOPLE' })).toString('base64url')}.${signature}`,
      await forged(new TextEncoder().encode('guessed secret of 32 bytes or so')),
      'a.b.c',
      `${token}x`,
    ];
    for (const each of wrong) {
      expect(codeOf(await house.askWithKey(each, bots))).toBe('UNAUTHENTICATED');
    }
  });

  it('are refused in the words of RFC 6749', async () => {
    const key = await mintKey(house, ada);
    const right = { authorization: basic(key.prefix, key.secret) };
    const wrong = { authorization: basic(key.prefix, `${key.secret.slice(0, -1)}!`) };
    const grant = { grant_type: 'client_credentials' };
    for (const [form, headers, status, error] of [
      [{}, right, 400, 'invalid_request'],
      ['grant_type=client_credentials&grant_type=x', right, 400, 'invalid_request'],
      [{ grant_type: 'password' }, right, 400, 'unsupported_grant_type'],
      [grant, {}, 401, 'invalid_client'],
      [grant, wrong, 401, 'invalid_client'],
      [grant, { authorization: 'Basic !' }, 401, 'invalid_client'],
      [{ ...grant, client_id: 'x', client_secret: 'y' }, right, 400, 'invalid_request'],
    ] as const) {
      const { response, body } = await ask(form, headers);
      expect([response.status, body.error]).toEqual([status, error]);
      if (status === 401) expect(response.headers.get('www-authenticate')).toContain('Basic');
    }
    const json = await fetch(`${house.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(grant),
    });
    expect([json.status, answer.parse(await json.json()).error]).toEqual([400, 'invalid_request']);
  });

  it('are described where RFC 8414 looks for them', async () => {
    const response = await fetch(`${house.url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      issuer: house.url,
      token_endpoint: `${house.url}/oauth/token`,
      grant_types_supported: ['client_credentials'],
    });
  });

  it('do not outlive a key that is about to end', async () => {
    const key = await mintKey(house, ada, { expiresAt: new Date(Date.now() + 30_000) });
    const { body } = await ask(
      { grant_type: 'client_credentials' },
      { authorization: basic(key.prefix, key.secret) },
    );
    expect(body.expires_in).toBeLessThanOrEqual(30);
    await house.test.database.query('update api_key set expires_at = now() where id = $1', [key.id]);
    await until(async () => codeOf(await house.askWithKey(body.access_token, bots)) === 'UNAUTHENTICATED');
  });
});
