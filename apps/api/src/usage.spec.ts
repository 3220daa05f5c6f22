import { UsageMeter } from '@cube/auth/usage/usage-meter';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { parse } from 'graphql';

import { mintKey } from './staging';
import { type Answer, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const usage = `query ($keyId: ID!, $since: DateTime) {
  usage(keyId: $keyId, since: $since) { calls cost errors lastUsedAt operations { operation calls cost errors } }
}`;

describe('the usage of the API', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const flush = () => house.api.app.get(UsageMeter).flush();

  it('[ND-20] counts calls, cost and errors of each key and operation', async () => {
    const { id, secret } = await mintKey(house, ada, { scopes: ['VIEW_BOTS'] });
    const { data } = await house.ask(usage, { keyId: id }, ada);
    expect(data).toEqual({ usage: { calls: 0, cost: 0, errors: 0, lastUsedAt: null, operations: [] } });
    for (let call = 0; call < 3; call += 1) {
      await house.askWithKey(secret, 'query Bots { bots(first: 10) { nodes { id } } }');
    }
    await house.askWithKey(secret, '{ connections { totalCount } }');
    await house.askWithKey(secret, '{ nonsense }');
    await flush();
    await house.askWithKey(secret, 'query Bots { bots(first: 10) { nodes { id } } }');
    await flush();
    const { data: later } = await house.ask(usage, { keyId: id, since: new Date() }, ada);
    expect(later).toMatchObject({
      usage: {
        calls: 6,
        errors: 2,
        operations: [
          { operation: 'query Bots', calls: 4, cost: 4 * 12, errors: 0 },
          { operation: 'query { connections }', calls: 1, errors: 1 },
          { operation: 'refused', calls: 1, errors: 1 },
        ],
      },
    });
    const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
    const { data: none } = await house.ask(usage, { keyId: id, since: tomorrow }, ada);
    expect(none).toMatchObject({ usage: { calls: 0 } });
  });

  it('shows a key its own usage, and that of no other', async () => {
    const [one, other] = [await mintKey(house, ada), await mintKey(house, ada)];
    expect((await house.askWithKey(one.secret, usage, { keyId: one.id })).errors).toBeUndefined();
    expect(codeOf(await house.askWithKey(one.secret, usage, { keyId: other.id }))).toBe('FORBIDDEN');
  });

  it('names whom it would break to take a field away', async () => {
    const { id, secret } = await mintKey(house, ada, { name: 'reporting', scopes: ['VIEW_BOTS'] });
    await house.askWithKey(secret, '{ bots(search: "x") { nodes { inviteUrl } } }');
    await flush();
    const ask = `query ($field: String!) { fieldUsage(field: $field) {
      field calls lastUsedAt callers { calls apiKey { id name } account { name } } } }`;
    for (const field of ['Bot.inviteUrl', 'Query.bots(search:)']) {
      expect((await house.ask(ask, { field }, ada)).data).toMatchObject({
        fieldUsage: [
          {
            field,
            calls: 1,
            callers: [{ calls: 1, apiKey: { id, name: 'reporting' }, account: { name: 'ada' } }],
          },
        ],
      });
    }
    expect((await house.ask(ask, { field: 'Bot.nothing' }, ada)).data).toMatchObject({
      fieldUsage: [{ calls: 0, lastUsedAt: null, callers: [] }],
    });
  });

  it('keeps few names of whoever makes up many', async () => {
    const { id, secret } = await mintKey(house, ada, { scopes: ['VIEW_BOTS'] });
    const { schema } = house.api.app.get(GraphQLSchemaHost);
    const meter = house.api.app.get(UsageMeter);
    const viewer = { by: 'key', sessionId: id, accountId: id } as const;
    for (let name = 0; name < 1000; name += 1) {
      const document = parse(`query N${name} { bots { totalCount } }`);
      meter.count({
        viewer: viewer as never,
        schema,
        document,
        operationName: null,
        cost: 1,
        hasFailed: false,
      });
    }
    await flush();
    const [{ count }] = await house.test.database.query(
      'select count(*)::int from api_usage where key_id = $1',
      [id],
    );
    expect(count).toBe(201);
    expect((await house.askWithKey(secret, usage, { keyId: id })).data).toMatchObject({
      usage: { calls: 1000 },
    });
  });
});
