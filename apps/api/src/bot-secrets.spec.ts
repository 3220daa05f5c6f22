import { BotRole, Role } from '@cube/auth/roles';
import { SecretStore } from '@cube/commands/secrets/secret-store';

import { enter, layBot, makeMember } from './staging';
import { type Answer, TestApi } from './testing';

const value = 'hush-hush-4711';

describe('[SA-20] [SA-21] the secrets of a bot', () => {
  let house: TestApi;
  let cookie: string;

  beforeAll(async () => {
    house = await TestApi.start();
    ({ cookie } = await enter(house, 'ada', Role.OWNER));
  }, 60_000);
  afterAll(() => house.end());

  const set = (input: object, by = cookie) =>
    house.ask(
      'mutation ($input: SetBotSecretInput!) { setBotSecret(input: $input) { name hosts changedBy } }',
      { input: { name: 'API_KEY', value, hosts: ['api.example.org'], ...input } },
      by,
    );
  const remove = (botId: string, name = 'API_KEY') =>
    house.ask(
      'mutation ($botId: ID!, $name: String!) { deleteBotSecret(botId: $botId, name: $name) }',
      { botId, name },
      cookie,
    );
  const update = (id: string, steps: readonly object[]) =>
    house.ask(
      'mutation ($id: ID!, $steps: JSON) { updateCommand(id: $id, input: { steps: $steps }) { id } }',
      { id, steps },
      cookie,
    );
  const fieldsOf = ({ errors }: Answer) =>
    (Object(errors?.[0]?.extensions).fields ?? []).map(
      ({ field, message }: Record<string, string>) => `${field} ${message}`,
    );
  const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
  const call = (change: object = {}) => ({
    kind: 'http',
    url: 'https://api.example.org/weather',
    headers: { authorization: 'Bearer {{ secret.API_KEY }}' },
    ...change,
  });

  it('are written and never read: sealed for their row, told by name, host and who set them', async () => {
    const { botId } = await layBot(house, 'Written');
    const made = await set({ botId, hosts: ['API.example.org ', 'api.example.org'] });
    expect(made.data).toEqual({
      setBotSecret: { name: 'API_KEY', hosts: ['api.example.org'], changedBy: 'ada' },
    });
    const [row] = await house.test.database.query('select * from bot_secret where bot_id = $1', [botId]);
    expect(row.value).toMatch(/^v1\./);
    const store = house.api.app.get(SecretStore);
    expect(await store.open(botId, ['API_KEY'])).toEqual([
      { name: 'API_KEY', value, hosts: ['api.example.org'] },
    ]);
    // Moved to another row it does not open.
    const other = await layBot(house, 'Moved');
    await set({ botId: other.botId });
    await house.test.database.query('update bot_secret set value = $2 where bot_id = $1', [
      other.botId,
      row.value,
    ]);
    await expect(store.open(other.botId, ['API_KEY'])).rejects.toThrow();
  });

  it('[SA-10] leave no more in the history of their bot than that they were changed', async () => {
    const { botId } = await layBot(house, 'Told');
    await set({ botId });
    await set({ botId, value: `${value}-two` });
    await remove(botId);
    const { data } = await house.ask(
      `{ versions(botId: "${botId}", kind: BOT) { nodes { changes { path before after isSecret } before after } } }`,
      {},
      cookie,
    );
    const { nodes } = Object(data?.['versions']);
    expect(nodes).toHaveLength(3);
    for (const { changes } of nodes) {
      expect(changes).toEqual([{ path: 'secret API_KEY', before: null, after: null, isSecret: true }]);
    }
    expect(JSON.stringify(nodes)).not.toContain('hush');
  });

  it('say beside the field what is wrong with one', async () => {
    const { botId } = await layBot(house, 'Wrong');
    expect(fieldsOf(await set({ botId, name: 'api key' }))).toEqual([expect.stringMatching(/^name /)]);
    expect(fieldsOf(await set({ botId, value: 'short' }))).toEqual([expect.stringMatching(/^value /)]);
    expect(fieldsOf(await set({ botId, hosts: [] }))).toEqual([expect.stringMatching(/^hosts /)]);
    expect(fieldsOf(await set({ botId, hosts: ['https://api.example.org/'] }))).toEqual([
      expect.stringMatching(/^hosts .*is no host/),
    ]);
    expect(codeOf(await remove(botId))).toBe('NOT_FOUND');
  });

  it('[SA-34] may stand in headers and bodies of HTTP steps to their hosts, and nowhere else', async () => {
    const { botId, commandId } = await layBot(house, 'Used');
    expect(fieldsOf(await update(commandId, [call()]))).toEqual([
      expect.stringContaining('steps.0.headers.authorization There is no secret API_KEY'),
    ]);
    await set({ botId });
    expect((await update(commandId, [call()])).errors).toBeUndefined();
    const body = { method: 'POST', headers: {}, body: '{"key":"{{ secret.API_KEY }}"}' };
    expect((await update(commandId, [call(body)])).errors).toBeUndefined();
    const refused = async (step: object) => fieldsOf(await update(commandId, [step]));
    expect(await refused({ kind: 'reply', content: 'It is {{ secret.API_KEY }}.' })).toEqual([
      expect.stringContaining('steps.0.content Secrets may stand in the headers and the body'),
    ]);
    expect(await refused(call({ url: 'https://api.example.org/?key={{ secret.API_KEY }}' }))).toEqual([
      expect.stringMatching(/^steps\.0\.url Secrets may stand/),
    ]);
    expect(await refused(call({ url: 'https://evil.example.com/' }))).toEqual([
      expect.stringContaining(
        'The secret API_KEY may be sent to api.example.org only, not to evil.example.com',
      ),
    ]);
    expect(await refused(call({ headers: { a: '{{ secret[name] }}' } }))).toEqual([
      expect.stringContaining('Name the secret as it is called'),
    ]);
    expect(
      await refused({ kind: 'if', value: '1', test: 'is', with: '{{ secret.API_KEY }}', then: [] }),
    ).toEqual([expect.stringMatching(/^steps\.0\.with Secrets may stand/)]);
    // What is in use is not taken away under its command.
    const kept = await remove(botId);
    expect(codeOf(kept)).toBe('CONFLICT');
    expect(kept.errors?.[0]?.message).toContain('/hello');
  });

  it('[SC-15] are in the file of a bot by their names', async () => {
    const { botId, commandId } = await layBot(house, 'Filed');
    await set({ botId });
    await update(commandId, [call()]);
    const { data } = await house.ask(`{ exportBot(botId: "${botId}") }`, {}, cookie);
    const yaml = String(data?.['exportBot']);
    expect(yaml).toContain('{{ secret.API_KEY }}');
    expect(yaml).not.toContain('hush');
    const other = await layBot(house, 'Elsewhere');
    const plan = await house.ask(
      'query ($botId: ID!, $yaml: String!) { planBotImport(botId: $botId, yaml: $yaml) { hash } }',
      { botId: other.botId, yaml },
      cookie,
    );
    expect(fieldsOf(plan)).toEqual([
      expect.stringMatching(
        /^commands\.0\.steps\.0\.headers\.authorization Line \d+: There is no secret API_KEY/,
      ),
    ]);
  });

  it('[SA-02] are set by who may edit the bot, and seen by name by who sees its commands', async () => {
    const { botId } = await layBot(house, 'Shared');
    const viewer = await enter(house, 'victor', Role.MEMBER);
    await makeMember(house, botId, viewer.id, BotRole.VIEWER);
    expect(codeOf(await set({ botId }, viewer.cookie))).toBe('FORBIDDEN');
    await set({ botId });
    const seen = await house.ask(`{ botSecrets(botId: "${botId}") { name hosts } }`, {}, viewer.cookie);
    expect(seen.data).toEqual({ botSecrets: [{ name: 'API_KEY', hosts: ['api.example.org'] }] });
  });
});
