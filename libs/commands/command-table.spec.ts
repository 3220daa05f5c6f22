import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { v7 as uuid } from 'uuid';

import { CommandType } from './command-kinds';
import { CommandTable } from './command-table';

describe('the table of commands', () => {
  let test: TestDatabase;
  let table: CommandTable;
  let change: (() => void) | undefined;
  const botId = uuid();

  beforeAll(async () => {
    test = await testDatabase();
    await test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint, wanted, generation, observed, observed_generation)
       values ($1, 'simulator', 1, 1, 'Bot', '', '', '', 'OFFLINE', 1, 'OFFLINE', 1)`,
      [botId],
    );
    await test.database.query(
      `insert into command (id, bot_id, source, type, name, description, steps)
       values ($1, $2, 'CUSTOM', 'CHAT_INPUT', 'hello', 'Says hello.', '[{"kind":"reply","content":"Hello."}]')`,
      [uuid(), botId],
    );
    const hints = new Hints(test.config, new Logger(test.config));
    hints.on = (_topic, listener) => (change = listener);
    table = new CommandTable(test.database, hints);
    table.onModuleInit();
  });
  afterAll(() => test.drop());

  const find = (name: string) => table.find(botId, CommandType.CHAT_INPUT, name);

  it('knows a command of a bot, and none of another name or kind', async () => {
    expect(await find('hello')).toMatchObject({
      name: 'hello',
      enabled: true,
      steps: [{ kind: 'reply', content: 'Hello.' }],
    });
    expect(await find('other')).toBeNull();
    expect(await table.find(botId, CommandType.USER, 'hello')).toBeNull();
  });

  it('hears of a change', async () => {
    await test.database.query('update command set enabled = false where bot_id = $1', [botId]);
    change?.();
    expect(await find('hello')).toMatchObject({ enabled: false });
  });

  it('does not believe what was read while it changed', async () => {
    change?.();
    const reading = find('hello');
    change?.();
    await reading;
    await test.database.query('update command set steps = $2 where bot_id = $1', [
      botId,
      '[{"kind":"wait","seconds":1}]',
    ]);
    expect(await find('hello')).toMatchObject({ steps: [{ kind: 'wait', seconds: 1 }] });
  });

  it('answers from what it knows while the database is away', async () => {
    await table.prepare(botId);
    await test.database.destroy();
    change?.();
    expect(await find('hello')).toMatchObject({ enabled: false });
  });
});
