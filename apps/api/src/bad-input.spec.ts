import { type Answer, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const cursorOf = (...key: readonly unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('bad input', () => {
  let house: TestApi;
  let ada = '';
  let botId = '';
  let commandId = '';

  const ask = (query: string, variables: object = {}) => house.ask(query, variables, ada);
  const add = (token: string) =>
    ask('mutation ($token: String!) { addBot(input: { token: $token }) { id } }', { token });
  const create = (input: object) =>
    ask('mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }', {
      input: { botId, name: 'hello', description: 'Says hello.', response: 'Hello.', ...input },
    });

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
    botId = Object((await add(house.trial.application.token)).data?.['addBot']).id;
    commandId = Object((await create({})).data?.['createCommand']).id;
  });
  afterAll(() => house.end());

  it.each(['not an id', '', 'a\0b', '99999999999999999999', '9223372036854775808', '\ud800', '__proto__'])(
    'knows nothing of the id %j, wherever one is asked for',
    async (id) => {
      const documents = [
        'query ($id: ID!) { bot(id: $id) { id } }',
        'query ($id: ID!) { guild(id: $id) { id } }',
        'query ($id: ID!) { guilds(botId: $id) { nodes { id } } }',
        'query ($id: ID!) { command(id: $id) { id } }',
        'query ($id: ID!) { logs(filter: { botId: $id }) { nodes { id } } }',
        'mutation ($id: ID!) { revokeSession(id: $id) { id } }',
        'mutation ($id: ID!) { closeConnection(id: $id) { id } }',
        'mutation ($id: ID!) { resolveError(id: $id) { id } }',
      ];
      const codes = await Promise.all(documents.map(async (each) => codeOf(await ask(each, { id }))));
      codes.forEach((code) => expect(code).toMatch(/^(NOT_FOUND|INVALID)$/));
    },
  );

  it('takes an id in one spelling only: what happens to a bot has one topic', async () => {
    const id = botId.toUpperCase();
    for (const field of [
      'startBot(id: $id) { id }',
      'syncGuilds(botId: $id) { state }',
      'removeBot(id: $id)',
    ])
      expect(codeOf(await ask(`mutation ($id: ID!) { ${field} }`, { id }))).toBe('NOT_FOUND');
  });

  it.each([cursorOf('x', 'x'), cursorOf('a\0', 'x'), cursorOf('x'), cursorOf(null, null)])(
    'takes %s for no cursor of any list',
    async (after) => {
      const documents = [
        'bots(after: $after) { nodes { id } }',
        'guilds(after: $after) { nodes { id } }',
        `commands(botId: "${botId}", after: $after) { nodes { id } }`,
        'sessions(after: $after) { nodes { id } }',
        'connections(after: $after) { nodes { id } }',
        'logs(after: $after) { nodes { id } }',
      ];
      for (const each of documents) {
        const result = await ask(`query ($after: String) { ${each} }`, { after });
        expect([each, codeOf(result)]).toEqual([each, 'INVALID']);
      }
    },
  );

  it('takes null for nothing said', async () => {
    const updated = await ask(
      `mutation ($bot: ID!, $command: ID!) {
         updateBot(id: $bot, input: { name: null, description: null, token: null }) { name }
         updateCommand(id: $command, input: { name: null, response: null, enabled: null }) { name enabled }
       }`,
      { bot: botId, command: commandId },
    );
    expect(updated).toEqual({
      data: { updateBot: { name: 'Trial' }, updateCommand: { name: 'hello', enabled: true } },
    });
    const listed = await ask('{ bots(first: null, after: null, search: null) { nodes { id } } }');
    expect(listed.data).toMatchObject({ bots: { nodes: [{ id: botId }] } });
  });

  it('says beside the field what cannot be kept', async () => {
    const fieldOf = ({ errors }: Answer) => errors?.[0]?.extensions;
    expect(fieldOf(await create({ name: 'other', response: 'a\0b' }))).toMatchObject({
      code: 'INVALID',
      fields: [{ field: 'response' }],
    });
    const blank = await ask(`mutation { updateBot(id: "${botId}", input: { name: "  " }) { name } }`);
    expect(fieldOf(blank)).toMatchObject({ code: 'INVALID', fields: [{ field: 'name' }] });
    for (const token of ['sim.1.x\r\nX-Evil: 1', 'sim.1.é', 'sim.1.a b'])
      expect(fieldOf(await add(token))).toMatchObject({ code: 'INVALID', fields: [{ field: 'token' }] });
    expect(codeOf(await ask('{ bots(search: "\\u0000") { nodes { id } } }'))).toBe('INVALID');
  });

  it('sends a subscription that comes by HTTP to the WebSocket', async () => {
    expect(codeOf(await ask('subscription { logAdded { cursor } }'))).toBe('INVALID');
  });

  it.each([
    '/.//evil.example',
    '/x/..//evil.example',
    './/evil.example',
    'ORIGIN//evil.example',
    'ORIGIN/\\evil.example',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
  ])('sends nobody who signs in to another site: %s', async (wish) => {
    const returnTo = wish.replace('ORIGIN', house.url);
    const { path } = await house.signIn('ada', 'authorize', returnTo);
    expect(new URL(path, house.url).origin).toBe(house.url);
  });

  it('removes a bot with which others are busy, and tells them so', async () => {
    for (let round = 0; round < 5; round += 1) {
      const application = await house.trial.control.createApplication({ name: `Busy ${round}` });
      const id = Object((await add(application.token)).data?.['addBot']).id;
      const variables = { id, input: { botId: id, name: 'zz', description: 'd', response: 'r' } };
      const deeds = [
        'mutation ($id: ID!) { restartBot(id: $id) { id } }',
        'mutation ($id: ID!) { syncGuilds(botId: $id) { state } }',
        'mutation ($id: ID!) { syncCommands(botId: $id) { state } }',
        'mutation ($id: ID!) { removeBot(id: $id) }',
        'mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }',
        'mutation ($id: ID!) { syncGuilds(botId: $id) { state } }',
      ];
      const results = await Promise.all(deeds.map((deed) => ask(deed, variables)));
      results.forEach((result) => expect([undefined, 'NOT_FOUND']).toContain(codeOf(result)));
      expect(codeOf(await ask('query ($id: ID!) { bot(id: $id) { id } }', { id }))).toBe('NOT_FOUND');
    }
  });
});
