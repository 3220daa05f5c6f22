import { request } from 'node:http';

import { TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

interface Given {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
interface Got {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

describe('the door against attackers', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  /** Not fetch, which neither sends every header nor every address as it is given. */
  const send = ({ method = 'POST', path = '/graphql', headers = {}, body }: Given) =>
    new Promise<Got>((resolve, reject) => {
      const { hostname, port } = new URL(house.url);
      const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
      const asked = request(
        { hostname, port, method, path, headers: { ...type, ...headers } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: { ...response.headers }, body: text }),
          );
        },
      );
      asked.once('error', reject).end(body);
    });
  const query = (text: string, more: object = {}) => JSON.stringify({ query: text, ...more });
  const me = '{ me { name } }';

  describe('who asks without an account', () => {
    const [hash = '', { text = '' } = {}] =
      Object.entries(manifest).find(([, each]) => !('anonymous' in each)) ?? [];
    const [ours = '', open] =
      Object.entries(manifest).find(([, each]) => 'anonymous' in each && !each.text.includes('$')) ?? [];
    const persisted = (sha256Hash: unknown, more: object = {}) =>
      JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } }, ...more });
    const get = (facts: Record<string, string>): Given => ({
      method: 'GET',
      path: `/graphql?${new URLSearchParams(facts).toString()}`,
      headers: { 'apollo-require-preflight': '1' },
    });

    it('[SA-02] learns nothing: every answer is the same to the byte, whatever is asked', async () => {
      const probes: Given[] = [
        { body: query('{ bots { nodes { id } } }') },
        { body: query('{ nonsense }') },
        { body: query('{ nonsense') },
        { body: query('') },
        { body: query('{ __schema { types { name } } }') },
        { body: query('{ __type(name: "Bot") { name } }') },
        { body: query('{ __typename }') },
        { body: query('mutation { signOut }') },
        { body: query('subscription { botChanged { cursor } }') },
        { body: query(`{ ${'a: me { id } '.repeat(100)} }`) },
        { body: query(text) },
        { body: query(`${open?.text ?? ''} `) },
        { body: persisted('0'.repeat(64)) },
        { body: persisted(hash) },
        { body: persisted('__proto__') },
        { body: persisted('constructor') },
        { body: persisted(['__proto__']) },
        { body: persisted({}) },
        { body: persisted(ours, { query: text }) },
        { body: persisted(hash, { query: open?.text }) },
        { body: `[${query(open?.text ?? '')}]` },
        { body: '[]' },
        { body: '{}' },
        { body: 'null' },
        { body: '"text"' },
        { body: query('{ bots { nodes { id } } }'), headers: { cookie: 'cube-session=wrong' } },
        get({ query: '{ me { id } }' }),
        get({ query: open?.text ?? '' }),
        get({ extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: ours } }) }),
        { ...get({}), path: '/graphql' },
      ];
      const answers = await Promise.all(probes.map(send));
      const seen = answers.map(
        ({ status, headers: { date: _, connection: __, 'keep-alive': ___, ...rest }, body }) =>
          JSON.stringify({ status, rest, body }),
      );
      expect(answers[0]).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') });
      expect(new Set(seen).size).toBe(1);
    });

    it('runs what signing in needs, and that only by its whole text or its hash', async () => {
      expect((await send({ body: persisted(ours) })).status).toBe(200);
      expect((await send({ body: query(open?.text ?? '') })).status).toBe(200);
    });
  });

  describe('a page of another site', () => {
    it.each([
      [{ origin: 'https://evil.example' }],
      [{ origin: 'null' }],
      [{ origin: 'http://127.0.0.1:1' }],
      [{ origin: 'http://localhost.evil.example', 'sec-fetch-site': 'same-origin' }],
      [{ 'sec-fetch-site': 'cross-site' }],
      [{ 'sec-fetch-site': 'same-site' }],
    ])('[SA-19] cannot do anything with the cookie of who looks at it: %j', async (headers) => {
      for (const path of ['/graphql', '/auth/discord', '/anything']) {
        const { status, body } = await send({ path, headers: { cookie: ada, ...headers }, body: query(me) });
        expect([path, status]).toEqual([path, 403]);
        expect(body).toContain('FORBIDDEN');
      }
    });

    it('[SA-19] cannot send a form, nor ask without a preflight', async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const { status } = await send({ headers: { cookie: ada, 'content-type': type }, body: query(me) });
        expect([type, status >= 400 && status < 500]).toEqual([type, true]);
      }
      const path = `/graphql?${new URLSearchParams({ query: me }).toString()}`;
      expect(await send({ method: 'GET', path, headers: { cookie: ada } })).toMatchObject({ status: 400 });
      const mutation = `/graphql?${new URLSearchParams({ query: 'mutation { signOut }' }).toString()}`;
      const headers = { cookie: ada, 'apollo-require-preflight': '1' };
      expect((await send({ method: 'GET', path: mutation, headers })).status).toBe(405);
      expect((await send({ headers: { cookie: ada }, body: query(me) })).body).toContain('ada');
    });

    it('gets no leave to read anything', async () => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const answer = await send({ method: 'OPTIONS', headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });

    it('does not disturb the panel itself, nor programs', async () => {
      const ways: Record<string, string>[] = [{ origin: house.url }, { 'sec-fetch-site': 'same-origin' }, {}];
      for (const headers of ways) {
        expect((await send({ headers: { cookie: ada, ...headers }, body: query(me) })).status).toBe(200);
      }
    });
  });

  describe('headers and addresses', () => {
    it.each(['evil.example', 'evil.example@127.0.0.1', '127.0.0.1.evil.example', ' ', 'a b', '127.0.0.1:1'])(
      'serves nobody under the host %j',
      async (host) => {
        expect((await send({ headers: { host, cookie: ada }, body: query(me) })).status).toBe(400);
      },
    );

    it('believes no proxy that it was not told of', async () => {
      const headers = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-for': '203.0.113.7',
        forwarded: 'for=1.1.1.1',
      };
      const { status, headers: got } = await send({ method: 'GET', path: '/auth/discord', headers });
      expect(status).toBe(302);
      expect(String(got['location'])).toContain(encodeURIComponent(house.url));
      expect(JSON.stringify(got)).not.toContain('evil.example');
    });

    it.each([
      '/%',
      '/%ff',
      '/graphql/%',
      '/..%2f..%2fetc/passwd',
      '/auth/discord/callback?%',
      '/\u0000',
      '//evil.example',
    ])('answers %j like any address that it does not know', async (path) => {
      const { status, body, headers } = await send({
        method: 'GET',
        path: encodeURI(path).replaceAll('%25', '%'),
      });
      expect([302, 400, 404]).toContain(status);
      expect(body).not.toMatch(/FST_|node_modules|at .*\.ts/);
      expect(String(headers['location'] ?? '/')).toMatch(/^\/(?!\/)/);
    });

    it('[SA-23] says no to methods that it does not have', async () => {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
        const { status } = await send({ method, headers: { cookie: ada } });
        expect([method, status >= 400 && status < 500]).toEqual([method, true]);
      }
    });

    it('sends every header that browsers can protect people with', async () => {
      const { headers } = await send({ method: 'GET', path: '/health/live' });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("script-src 'self';script-src-attr 'none';require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['server']).toBeUndefined();
    });
  });

  describe('bodies', () => {
    it.each([
      ['half of an object', '{"query":'],
      ['nothing', ''],
      ['bytes that are no UTF-8', '\udcff{'],
      ['a prototype', '{"query":"{ me { name } }","__proto__":{"isAdmin":true}}'],
      ['a constructor', '{"query":"{ me { name } }","constructor":{"prototype":{"isAdmin":true}}}'],
    ])('[SA-23] answer %s with a code', async (_, body) => {
      const answer = await send({ headers: { cookie: ada }, body });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({
        errors: [{ extensions: { code: expect.any(String) } }],
      });
    });

    it('[SA-23] pollute no prototype by a variable', async () => {
      const text = 'query ($filter: LogFilter) { logs(filter: $filter) { nodes { id } } }';
      const bodies = [
        `{"query":${JSON.stringify(text)},"variables":{"__proto__":{"polluted":1}}}`,
        `{"query":${JSON.stringify(text)},"variables":{"filter":{"__proto__":{"polluted":1}}}}`,
        `{"query":${JSON.stringify(text)},"variables":{"filter":{"constructor":{"prototype":{"polluted":1}}}}}`,
        `{"query":"{ me { name } }","operationName":"__proto__"}`,
        `{"query":"{ __proto__: me { name } }"}`,
        `{"query":"query ($__proto__: Int) { bots(first: $__proto__) { nodes { id } } }"}`,
      ];
      for (const body of bodies) {
        const { status } = await send({ headers: { cookie: ada }, body });
        expect(status).toBeLessThan(500);
      }
      expect(Object('x').polluted).toBeUndefined();
    });

    it('[ND-04] refuse more than 256 kB before they are read', async () => {
      const { status, body } = await send({ headers: { cookie: ada }, body: query(' '.repeat(300_000)) });
      expect([status, body]).toEqual([413, expect.stringContaining('TOO_LARGE')]);
    });
  });
});
