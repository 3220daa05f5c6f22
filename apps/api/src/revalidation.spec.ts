import { Role } from '@cube/auth/roles';

import { enter, layBot } from './staging';
import { TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

const hashOf = (name: string) => Object.entries(manifest).find(([, each]) => each.name === name)?.[0] ?? '';

describe('[SA-28] trusted documents by GET', () => {
  let house: TestApi;
  let ada = '';
  let botId = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
    ({ botId } = await layBot(house, 'Demo'));
  });
  afterAll(() => house.end());

  const get = (
    parameters: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
    cookie = ada,
  ) =>
    fetch(`${house.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': 'true', cookie, ...headers },
    });
  const persisted = (name: string, variables: object = {}) => ({
    extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(name) } }),
    variables: JSON.stringify(variables),
  });
  const limits = persisted('Limits', { share: 1 });

  it('have an ETag by which one learns that nothing changed, and are nobody else’s', async () => {
    const first = await get(limits);
    expect(first.status).toBe(200);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toMatch(/Cookie, Authorization/);
    expect(Object(await first.json()).data.limits).toBeTruthy();

    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await get(limits, { 'if-none-match': known });
      expect([known, again.status, await again.text()]).toEqual([known, 304, '']);
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('cache-control')).toBe('private, no-cache');
    }
    expect((await get(limits, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('have another one once something changed', async () => {
    const bot = persisted('Bot', { id: botId });
    const names = Object.values(manifest).map(({ name }) => name);
    expect(names).toContain('Bot');
    const tag = (await get(bot)).headers.get('etag') ?? '';
    await house.test.database.query("update bot set name = 'Renamed' where id = $1", [botId]);
    const changed = await get(bot, { 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });

  it('tell nobody with another’s ETag anything that they may not know', async () => {
    const tag = (await get(limits)).headers.get('etag') ?? '';
    const { cookie } = await enter(house, 'mallory', Role.MEMBER);
    for (const known of [tag, '*']) {
      const refused = await get(limits, { 'if-none-match': known }, cookie);
      expect(refused.status).not.toBe(304);
      expect(refused.headers.get('etag')).toBeNull();
      expect(refused.headers.get('cache-control')).toBe('no-store');
      expect(JSON.stringify(await refused.json())).toContain('FORBIDDEN');
    }
    const stranger = await get(limits, { 'if-none-match': tag }, '');
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('etag')).toBeNull();
  });

  it('are queries, and asked for by somebody who means it', async () => {
    expect((await get(persisted('StartBot', { id: botId }))).status).toBe(405);
    const plain = await fetch(`${house.url}/graphql?${new URLSearchParams(limits).toString()}`, {
      headers: { cookie: ada },
    });
    expect(plain.status).toBe(400);
    expect(plain.headers.get('etag')).toBeNull();
    const own = await get({ query: '{ me { name } }' });
    expect([own.status, own.headers.get('etag'), own.headers.get('cache-control')]).toEqual([
      200,
      null,
      'no-store',
    ]);
    expect((await get({ extensions: '{{', query: '{ me { name } }' })).status).toBe(400);
  });

  it('are sent by POST where the address would be too long', async () => {
    const long = await get(persisted('Limits', { share: 1, more: 'x'.repeat(8000) }));
    expect(long.status).toBe(414);
    expect(await long.text()).toContain('send the query by POST');
  });
});
