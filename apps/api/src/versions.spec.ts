import { Role } from '@cube/auth/roles';
import { Bots } from '@cube/bots/bots.service';
import { Commands } from '@cube/commands/commands.service';

import { enter, layBot } from './staging';
import { TestApi } from './testing';

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
    expect([...(await versionsOf(commandId)), ...(await versionsOf(botId))]).toEqual([]);
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
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
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
});
