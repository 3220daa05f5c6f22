import { until } from '@cube/platform/testing';
import { Redis } from 'ioredis';

import { bringIn, password, roomyHouse } from './accounts/newcomers';
import type { TestApi } from './testing';

const botSecret = 'canary-of-a-bot-4711';

/** Secrets are planted, used in every way that there is, and then looked for everywhere. */
describe('[SA-20] [ND-20] planted secrets', () => {
  let house: TestApi;
  const answers: string[] = [];
  const lines: string[] = [];
  const outputs = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));

  beforeAll(async () => {
    for (const { stream, write } of outputs) {
      stream.write = (chunk: string | Uint8Array) => {
        lines.push(String(chunk));
        return write.call(stream, chunk);
      };
    }
    house = await roomyHouse();
  });
  afterAll(async () => {
    for (const { stream, write } of outputs) stream.write = write;
    await house.end();
  });

  async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<string> {
    const response = await fetch(house.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: house.url, ...headers },
      body: JSON.stringify(body),
    });
    const text = `${JSON.stringify([...response.headers])} ${await response.text()}`;
    answers.push(text);
    return text;
  }
  const ask = (query: string, variables: object, cookie: string) =>
    send('/graphql', { query, variables }, { cookie });

  it('stand in no answer, no log line, no row and no cache', async () => {
    const { token } = house.trial.application;
    const ada = (await house.signIn('ada')).cookie;
    const { cookie } = await bringIn(house, ada, 'canary@example.org');

    const add = 'mutation ($token: String!) { addBot(input: { token: $token }) { id tokenFingerprint } }';
    const added = await ask(add, { token }, ada);
    const [, botId = ''] = /"id":"([0-9a-f-]{36})"/.exec(added) ?? [];
    expect(botId).not.toBe('');
    // Where things go wrong they tend to be quoted.
    await ask(add, { token }, ada);
    await ask(add, { token: `${token} ` }, cookie);
    await ask(`mutation { addBot(input: { token: "${token}" }) { nothing } }`, {}, ada);
    await ask('mutation ($token: Int!) { addBot(input: { token: $token }) { id } }', { token }, ada);
    await ask(`{ bot(id: "${token}") { id } }`, {}, ada);
    await ask(`{ bots(search: "${token}") { nodes { id } } }`, {}, ada);
    await ask(
      'mutation ($id: ID!, $token: String!) { updateBot(id: $id, input: { token: $token }) { id } }',
      { id: botId, token },
      ada,
    );
    await ask(
      '{ bots { nodes { id name tokenFingerprint members { role } } } logs { nodes { summary } } }',
      {},
      ada,
    );
    const set =
      'mutation ($input: SetBotSecretInput!) { setBotSecret(input: $input) { id name hosts changedBy } }';
    const input = { botId, name: 'API_KEY', value: botSecret, hosts: ['api.example.org'] };
    await ask(set, { input }, ada);
    await ask(set, { input: { ...input, name: botSecret } }, ada);
    await ask(set, { input: { ...input, name: 'OTHER', hosts: [botSecret.slice(0, 4), 'a b'] } }, ada);
    await ask(set, { input: { ...input, value: [botSecret] } }, ada);
    await ask(
      'mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id steps } }',
      {
        input: {
          botId,
          name: 'weather',
          description: 'Asks.',
          steps: [
            {
              kind: 'http',
              url: 'https://api.example.org/',
              headers: { authorization: '{{ secret.API_KEY }}' },
            },
          ],
        },
      },
      ada,
    );
    await ask(
      `{ botSecrets(botId: "${botId}") { name } exportBot(botId: "${botId}")
         versions(botId: "${botId}") { nodes { before after changes { path before after } } } }`,
      {},
      ada,
    );
    await send('/auth/sign-in', { email: 'canary@example.org', password });
    await send('/auth/sign-in', { email: password, password: `${password}!` });
    await send('/auth/sign-in', { email: 'canary@example.org', password: [password] });
    await fetch(`${house.url}/api/v1/bots?token=${token}`, { headers: { cookie: ada } });
    await until(async () => {
      const [{ count }] = await house.test.database.query(
        "select count(*)::int as count from event_log where kind = 'bot.changed'",
      );
      return count > 0;
    });

    const places: Record<string, string> = {
      answers: answers.join('\n'),
      'log lines': lines.join('\n'),
      database: await dumped(),
      Redis: await cached(),
    };
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [token, password, botSecret]) {
        const forms = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)];
        const isThere = forms.some((form) => text.includes(form));
        expect({ place, isThere }).toEqual({ place, isThere: false });
      }
    }
    // The search itself finds what is there.
    expect(places['database']).toContain('canary@example.org');
    expect(places['answers']).toContain(botId);
    expect(places['answers']).toContain('{{ secret.API_KEY }}');
  }, 60_000);

  /** Every row of every table, as text. */
  async function dumped(): Promise<string> {
    const { database } = house.test;
    const tables: { name: string }[] = await database.query(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => database.query(`select to_jsonb(t)::text as row from ${name} t`)),
    );
    return JSON.stringify(rows);
  }

  /** Every key of Redis with what it holds. */
  async function cached(): Promise<string> {
    const redis = new Redis(house.test.config.redisUrl);
    try {
      const keys = await redis.keys('*');
      const values = await Promise.all(
        keys.map(async (key) => {
          const type = await redis.type(key);
          if (type === 'string') return redis.get(key);
          if (type === 'hash') return redis.hgetall(key);
          if (type === 'list') return redis.lrange(key, 0, -1);
          return type === 'zset' ? redis.zrange(key, 0, -1) : type === 'set' ? redis.smembers(key) : null;
        }),
      );
      return JSON.stringify([keys, values]);
    } finally {
      redis.disconnect();
    }
  }
});
