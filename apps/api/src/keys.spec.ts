import { until } from '@cube/platform/testing';

import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const fieldOf = ({ errors }: Answer) => Object(errors?.[0]?.extensions['fields'])[0]?.field;
const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id name prefix scopes botIds state expiresAt owner { name } } }
}`;
const bots = '{ bots { nodes { id name } } }';

describe('an API key', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  const minted = async (input: object = {}) => {
    const { data, errors } = await house.ask(
      create,
      { input: { name: 'deploy', scopes: ['VIEW_BOTS'], ...input } },
      ada,
    );
    expect(errors).toBeUndefined();
    const { secret, apiKey } = Object(data?.['createApiKey']);
    return { secret: String(secret), id: String(apiKey.id), prefix: String(apiKey.prefix) };
  };

  it('[SA-17] is shown once, opens what its scopes name and nothing else, and is refused once it is revoked', async () => {
    const { secret, id } = await minted();
    expect((await house.askWithKey(secret, bots)).data).toEqual({ bots: { nodes: [] } });
    expect(codeOf(await house.askWithKey(secret, '{ connections { totalCount } }'))).toBe('FORBIDDEN');
    expect(codeOf(await house.askWithKey(secret, '{ apiKeys { totalCount } }'))).toBe('FORBIDDEN');
    const [row] = await house.test.database.query('select * from api_key where id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain(secret.split('_')[2]);
    await house.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { state } }', { id }, ada);
    expect(codeOf(await house.askWithKey(secret, bots))).toBe('UNAUTHENTICATED');
  });

  it('wins over a cookie beside it, and a wrong one is refused in spite of the cookie', async () => {
    const { secret } = await minted();
    expect(codeOf(await house.askWithKey(secret, '{ connections { totalCount } }', {}, ada))).toBe(
      'FORBIDDEN',
    );
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    expect(codeOf(await house.askWithKey(wrong, bots, {}, ada))).toBe('UNAUTHENTICATED');
  });

  it('cannot be given what its owner does not have', async () => {
    const input = { name: 'x', scopes: ['VIEW_BOTS'], botIds: ['01a1fd49-8cd3-71ff-9ed6-2157b156a0bf'] };
    expect(fieldOf(await house.ask(create, { input }, ada))).toBe('input.botIds.0');
  });

  it('[SA-17] closes its sockets at once when it is revoked', async () => {
    const { secret, id } = await minted();
    const client = house.live('', { authorization: `Bearer ${secret}` });
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve(Object(event).code));
    });
    collect(client, 'subscription { botChanged { cursor } }');
    await until(async () => {
      const { data } = await house.ask('{ connections { totalCount } }', {}, ada);
      return Object(data?.['connections']).totalCount > 0;
    });
    await house.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { state } }', { id }, ada);
    expect(await closed).toBe(4403);
  });
});
