import { Role } from '@cube/auth/roles';
import { Bots } from '@cube/bots/bots.service';
import { Commands } from '@cube/commands/commands.service';
import { until } from '@cube/platform/testing';

import { enter, layBot, mintKey } from './staging';
import { type Answer, collect, TestApi } from './testing';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;

interface Row {
  readonly kind: string;
  readonly number: number;
  readonly title: string;
  readonly actor_name: string;
  readonly by: string;
  readonly secrets: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

describe('[SA-03] [SA-10] versions', () => {
  let house: TestApi;
  let ada: { readonly id: string; readonly cookie: string };

  beforeAll(async () => {
    house = await TestApi.start();
    ada = await enter(house, 'ada', Role.OWNER);
  });
  afterAll(() => house.end());

  const versionsOf = (subjectId: string): Promise<Row[]> =>
    house.test.database.query('select * from version where subject_id = $1 order by number', [subjectId]);

  async function ask(document: string, variables: object = {}) {
    const { data, errors } = await house.ask(document, variables, ada.cookie);
    expect(errors).toBeUndefined();
    return Object(data);
  }

  async function addCommand(botId: string, name: string): Promise<string> {
    const input = { botId, name, description: 'Says hello.', response: 'Hello.' };
    const { createCommand } = await ask(
      'mutation ($input: CreateCommandInput!) { createCommand(input: $input) { id } }',
      { input },
    );
    return String(createCommand.id);
  }
  const updateCommand = (id: string, input: object) =>
    ask('mutation ($id: ID!, $input: UpdateCommandInput!) { updateCommand(id: $id, input: $input) { id } }', {
      id,
      input,
    });

  it('are kept of a command with who, before and after, from its first day to its last', async () => {
    const { botId } = await layBot(house, 'Kept');
    const id = await addCommand(botId, 'greet');
    await updateCommand(id, { description: 'Greets.' });
    await updateCommand(id, { enabled: false });
    await ask('mutation ($id: ID!) { deleteCommand(id: $id) }', { id });

    const rows = await versionsOf(id);
    expect(rows.map(({ number, title, actor_name, by }) => ({ number, title, actor_name, by }))).toEqual(
      [1, 2, 3, 4].map((number) => ({ number, title: '/greet', actor_name: 'ada', by: 'session' })),
    );
    const [added, described, off, deleted] = rows;
    expect(added).toMatchObject({
      before: null,
      after: { name: 'greet', steps: [{ kind: 'reply', content: 'Hello.' }], enabled: true },
    });
    expect(described).toMatchObject({
      before: { description: 'Says hello.' },
      after: { description: 'Greets.' },
    });
    expect(off).toMatchObject({ before: { enabled: true }, after: { enabled: false } });
    expect(deleted).toMatchObject({ before: { description: 'Greets.', enabled: false }, after: null });
  });

  it('are not written where nothing changed, nor where the change was refused', async () => {
    const { botId, commandId } = await layBot(house, 'Quiet');
    await updateCommand(commandId, { description: 'Says hello.', enabled: true });
    await ask('mutation ($id: ID!) { stopBot(id: $id) { id } }', { id: botId });
    await house.ask(
      'mutation ($id: ID!) { updateCommand(id: $id, input: { name: "Not Valid" }) { id } }',
      { id: commandId },
      ada.cookie,
    );
    expect(await versionsOf(commandId)).toHaveLength(1);
    expect(await versionsOf(botId)).toEqual([]);
  });

  it('are numbered without gaps, however many change it at once, and each begins where the last one ended', async () => {
    const { botId, commandId } = await layBot(house, 'Raced');
    const commands = house.api.app.get(Commands);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        index % 2
          ? commands.update(commandId, { description: `Says ${index}.` }, null)
          : commands.update(commandId, { response: `Hello ${index}.` }, null),
      ),
    );
    const rows = await versionsOf(commandId);
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    rows.slice(1).forEach(({ before }, index) => expect(before).toEqual(rows[index]?.after));
    // Nobody wrote over what somebody else had just changed of it.
    const last = rows.at(-1)?.after;
    expect(last?.['description']).not.toBe('Says hello.');
    expect(JSON.stringify(last?.['steps'])).not.toContain('Hello."');
    expect(await versionsOf(botId)).toEqual([]);
  });

  it('say that a token was exchanged, and hold neither it nor what could be told from it', async () => {
    const { token } = house.trial.application;
    const bots = house.api.app.get(Bots);
    const { id, tokenFingerprint } = await bots.add({ token }, null);
    await ask('mutation ($id: ID!) { updateBot(id: $id, input: { name: "Renamed" }) { id } }', { id });
    // As if it had another token until now.
    await house.test.database.query("update bot set token_fingerprint = 'another' where id = $1", [id]);
    await ask(
      'mutation ($id: ID!, $token: String!) { updateBot(id: $id, input: { token: $token }) { id } }',
      {
        id,
        token,
      },
    );
    const rows = await versionsOf(id);
    expect(rows.map(({ by, secrets }) => ({ by, secrets }))).toEqual([
      { by: 'system', secrets: [] },
      { by: 'session', secrets: [] },
      { by: 'session', secrets: ['token'] },
    ]);
    expect(rows[1]?.after?.['name']).toBe('Renamed');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(tokenFingerprint);
  });

  const shown = `id number title change actorName actor { name } restoredFrom
    changes { path before after isSecret }`;
  const listOf = async (variables: object, cookie = ada.cookie) => {
    const { data, errors } = await house.ask(
      `query ($botId: ID!, $kind: VersionKind, $subjectId: ID, $first: Int, $after: String) {
         versions(botId: $botId, kind: $kind, subjectId: $subjectId, first: $first, after: $after) {
           totalCount pageInfo { hasNextPage endCursor } nodes { ${shown} }
         }
       }`,
      variables,
      cookie,
    );
    return { ...Object(data?.['versions']), code: codeOf({ errors }) };
  };
  const restore = (id: string, fields: readonly string[] | null, cookie = ada.cookie) =>
    house.ask(
      `mutation ($id: ID!, $fields: [String!]) { restoreVersion(id: $id, fields: $fields) { ${shown} } }`,
      { id, fields },
      cookie,
    );
  const diff = (from: string, to: string) =>
    house.ask(
      'query ($from: ID!, $to: ID!) { versionDiff(from: $from, to: $to) { path before after isSecret } }',
      { from, to },
      ada.cookie,
    );
  const commandOf = async (id: string) =>
    Object(
      (await ask('query ($id: ID!) { command(id: $id) { name description response steps enabled } }', { id }))
        .command,
    );

  it('are listed newest first, page by page, of a bot or of one thing', async () => {
    const { botId, commandId } = await layBot(house, 'Listed');
    await updateCommand(commandId, { description: 'Greets.' });
    await updateCommand(commandId, { response: 'Hi.' });
    await ask('mutation ($id: ID!) { updateBot(id: $id, input: { name: "Told" }) { id } }', { id: botId });

    const all = await listOf({ botId });
    expect(all.totalCount).toBe(4);
    expect(all.nodes.map(({ title, number }: Row) => `${title} ${number}`)).toEqual([
      'Told 1',
      '/hello 3',
      '/hello 2',
      '/hello 1',
    ]);
    expect(all.nodes[1]).toMatchObject({
      change: 'UPDATED',
      actorName: 'ada',
      actor: { name: 'ada' },
      restoredFrom: null,
      changes: [{ path: 'steps.0.content', before: 'Hello.', after: 'Hi.', isSecret: false }],
    });
    const first = await listOf({ botId, kind: 'COMMAND', subjectId: commandId, first: 2 });
    expect(first.nodes).toHaveLength(2);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await listOf({
      botId,
      kind: 'COMMAND',
      subjectId: commandId,
      after: first.pageInfo.endCursor,
    });
    expect(rest.nodes.map(({ number }: Row) => number)).toEqual([1]);
  });

  it('are compared, any two of one thing, with what was exchanged in between', async () => {
    const { botId, commandId } = await layBot(house, 'Compared');
    await updateCommand(commandId, { description: 'Greets.' });
    await updateCommand(commandId, { description: 'Says hello.', response: 'Hi.' });
    const [newest, , oldest] = (await listOf({ botId, subjectId: commandId })).nodes;
    const answer = [{ path: 'steps.0.content', before: 'Hello.', after: 'Hi.', isSecret: false }];
    expect((await diff(oldest.id, newest.id)).data).toEqual({ versionDiff: answer });
    expect((await diff(newest.id, oldest.id)).data).toEqual({
      versionDiff: [{ ...answer[0], before: 'Hi.', after: 'Hello.' }],
    });
    await house.test.database.query('update version set secrets = $2 where id = $1', [newest.id, ['token']]);
    expect((await diff(oldest.id, newest.id)).data).toEqual({
      versionDiff: [...answer, { path: 'token', before: null, after: null, isSecret: true }],
    });
    const { versionId } = await layBot(house, 'Elsewhere');
    expect(codeOf(await diff(oldest.id, versionId))).toBe('INVALID');
  });

  it('are restored, one field or all, by the ordinary rules and as a new version', async () => {
    const { botId, commandId, versionId } = await layBot(house, 'Restored');
    await updateCommand(commandId, { description: 'Greets.', response: 'Hi.' });
    const { data } = await restore(versionId, ['steps.0.content']);
    expect(data).toEqual({
      restoreVersion: expect.objectContaining({
        number: 3,
        restoredFrom: 1,
        changes: [{ path: 'steps.0.content', before: 'Hi.', after: 'Hello.', isSecret: false }],
      }),
    });
    expect(await commandOf(commandId)).toMatchObject({ description: 'Greets.', response: 'Hello.' });
    await restore(versionId, null);
    expect(await commandOf(commandId)).toMatchObject({ description: 'Says hello.', response: 'Hello.' });
    expect(codeOf(await restore(versionId, null))).toBe('CONFLICT');
    expect(codeOf(await restore(versionId, ['no.such.field']))).toBe('CONFLICT');
    expect(codeOf(await restore(versionId, new Array(101).fill('name')))).toBe('INVALID');
    expect((await listOf({ botId, subjectId: commandId })).totalCount).toBe(4);

    // What nobody would be allowed to write is not written by this way either.
    await house.test.database.query(
      `update version set after = jsonb_set(after, '{name}', '"Not Valid"') where id = $1`,
      [versionId],
    );
    expect(codeOf(await restore(versionId, ['name']))).toBe('INVALID');
    expect((await commandOf(commandId)).name).toBe('hello');
  });

  it('bring a deleted command back under its id, unless its name was taken', async () => {
    const { botId, commandId } = await layBot(house, 'Regretted');
    await updateCommand(commandId, { enabled: false });
    await ask('mutation ($id: ID!) { deleteCommand(id: $id) }', { id: commandId });
    const [deleted] = (await listOf({ botId, subjectId: commandId })).nodes;
    expect(deleted).toMatchObject({ number: 3, change: 'REMOVED' });
    expect(codeOf(await restore(deleted.id, ['name']))).toBe('CONFLICT');
    const other = await addCommand(botId, 'hello');
    expect(codeOf(await restore(deleted.id, null))).toBe('CONFLICT');
    await ask('mutation ($id: ID!) { deleteCommand(id: $id) }', { id: other });
    expect((await restore(deleted.id, null)).data).toMatchObject({
      restoreVersion: { number: 4, change: 'ADDED', restoredFrom: 3 },
    });
    expect(await commandOf(commandId)).toMatchObject({ name: 'hello', response: 'Hello.', enabled: false });
  });

  it('bring the name of a bot back, and never its token', async () => {
    const { botId } = await layBot(house, 'Before');
    const rename =
      'mutation ($id: ID!, $name: String!) { updateBot(id: $id, input: { name: $name }) { id } }';
    await ask(rename, { id: botId, name: 'Between' });
    const listen =
      'mutation ($id: ID!, $intents: [String!]) { updateBot(id: $id, input: { intents: $intents }) { id } }';
    await ask(listen, { id: botId, intents: ['GuildMembers'] });
    await ask(rename, { id: botId, name: 'After' });
    await ask(listen, { id: botId, intents: ['MessageContent'] });
    const [, , between] = (await listOf({ botId, kind: 'BOT' })).nodes;
    expect(between.changes).toEqual([
      { path: 'intents', before: null, after: ['GuildMembers'], isSecret: false },
    ]);
    await house.test.database.query('update version set secrets = $2 where id = $1', [between.id, ['token']]);
    expect(codeOf(await restore(between.id, ['token']))).toBe('CONFLICT');
    await restore(between.id, null);
    const { bot } = await ask('query ($id: ID!) { bot(id: $id) { name } }', { id: botId });
    expect(bot).toEqual({ name: 'Between' });
    const [row] = await house.test.database.query('select intents from bot where id = $1', [botId]);
    expect(row.intents).toEqual(['GuildMembers']);
  });

  it('[SA-10] bring the settings of a server back by their own rules', async () => {
    const { botId, guildId } = await layBot(house, 'Set');
    const change = (settings: object) =>
      ask(
        `mutation ($bot: ID!, $guild: ID!, $settings: JSON!) {
           changeGuildSettings(botId: $bot, guildId: $guild, settings: $settings) { values }
         }`,
        { bot: botId, guild: guildId, settings },
      );
    await change({ prefix: '?', locale: 'fr' });
    await change({ prefix: '%', locale: 'de' });
    const selection = { botId, kind: 'GUILD_SETTINGS', subjectId: guildId };
    const [, older] = (await listOf(selection)).nodes;
    expect(older).toMatchObject({
      number: 1,
      changes: [
        { path: 'locale', before: 'en-US', after: 'fr' },
        { path: 'prefix', before: '!', after: '?' },
      ],
    });
    await restore(older.id, ['prefix']);
    const { guildSettings } = await ask(
      'query ($bot: ID!, $guild: ID!) { guildSettings(botId: $bot, guildId: $guild) { values } }',
      { bot: botId, guild: guildId },
    );
    expect(guildSettings.values).toMatchObject({ prefix: '?', locale: 'de' });
    expect((await listOf(selection)).nodes[0]).toMatchObject({ number: 3, restoredFrom: 1 });
    // What the settings would not take today is not taken from yesterday.
    await house.test.database.query(
      `update version set after = jsonb_set(after, '{prefix}', '"far too long"') where id = $1`,
      [older.id],
    );
    expect(codeOf(await restore(older.id, ['prefix']))).toBe('INVALID');
  });

  it('show each only what it may see of the things themselves', async () => {
    const { botId, commandId, versionId } = await layBot(house, 'Divided');
    await ask('mutation ($id: ID!) { updateBot(id: $id, input: { name: "Parted" }) { id } }', { id: botId });
    await updateCommand(commandId, { description: 'Greets.' });
    const { secret } = await mintKey(house, ada.cookie, { scopes: ['VIEW_COMMANDS', 'EDIT_BOTS'] });
    const list = `{ versions(botId: "${botId}") { nodes { kind } } }`;
    const { data } = await house.askWithKey(secret, list);
    expect(Object(data?.['versions']).nodes).toEqual([{ kind: 'COMMAND' }, { kind: 'COMMAND' }]);
    const bots = await house.askWithKey(secret, list.replace(')', ', kind: BOT)'));
    expect(codeOf(bots)).toBe('FORBIDDEN');
    const change = `mutation { restoreVersion(id: "${versionId}") { id } }`;
    expect(codeOf(await house.askWithKey(secret, change))).toBe('FORBIDDEN');
    expect((await commandOf(commandId)).description).toBe('Greets.');
  });

  it('are told to who follows them', async () => {
    const { botId, commandId } = await layBot(house, 'Followed');
    const { liveCursor } = await ask('{ liveCursor }');
    const client = house.live(ada.cookie);
    const told = collect(
      client,
      `subscription { versionAdded(botId: "${botId}", after: "${liveCursor}") { version { title number } } }`,
    );
    await updateCommand(commandId, { description: 'Greets.' });
    await until(() => told.results.length > 0);
    expect(told.results[0]?.data).toEqual({ versionAdded: { version: { title: '/hello', number: 2 } } });
    await client.dispose();
  });

  it('go with their bot', async () => {
    const { botId, versionId } = await layBot(house, 'Forgotten');
    await ask('mutation ($id: ID!) { removeBot(id: $id) }', { id: botId });
    expect(codeOf(await restore(versionId, null))).toBe('NOT_FOUND');
  });
});
