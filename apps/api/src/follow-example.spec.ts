import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { Logger } from '@cube/platform/logger';
import { until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';

import { executed, layBot, mintKey } from './staging';
import { type RunningApi, startApi } from './start-api';
import { TestApi } from './testing';

describe('the example of a stranger’s client', () => {
  let house: TestApi;
  let api: RunningApi;
  let follower: ChildProcess;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    api = house.api;
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(async () => {
    follower.kill();
    if (follower.exitCode === null && follower.signalCode === null) await once(follower, 'exit');
    await api.close();
    await house.test.drop();
    await house.trial.end();
  });

  it('sees every execution of a bot once, though the api is stopped and started meanwhile', async () => {
    const { botId } = await layBot(house, 'Followed');
    const { botId: other } = await layBot(house, 'Other');
    const { secret, id } = await mintKey(house, ada, { scopes: ['VIEW_LOGS'], botIds: [botId] });
    // As a worker has it: it lives while the api does not.
    const log = new EventLog(house.test.config, house.test.database, new Logger(house.test.config));
    const ran = (into: EventLog, command: string, of = botId) => into.record(executed(of, { command }));

    follower = spawn(process.execPath, [resolve('docs/examples/follow.mjs'), botId], {
      env: { ...process.env, CUBE_URL: house.url, CUBE_KEY: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const troubles: string[] = [];
    if (!follower.stdout || !follower.stderr) throw new Error('Nothing can be read of the client.');
    createInterface(follower.stdout).on('line', (line) => lines.push(line));
    createInterface(follower.stderr).on('line', (line) => troubles.push(line));
    await until(async () => {
      const { data } = await house.ask('{ connections { totalCount } }', {}, ada);
      return Object(data?.['connections']).totalCount > 0;
    });

    for (let index = 0; index < 20; index += 1) ran(log, `before${index}`);
    ran(log, 'foreign', other);
    await until(() => lines.length === 20);
    await api.close();
    for (let index = 0; index < 20; index += 1) ran(log, `meanwhile${index}`);
    await log.onApplicationShutdown();
    await until(() => troubles.length > 0);
    api = await startApi(house.test.config);
    await until(() => lines.length >= 40);
    for (let index = 0; index < 20; index += 1) ran(api.app.get(EventLog), `after${index}`);
    await until(() => lines.length >= 60);
    const summaries = lines.map((line) => String(Object(JSON.parse(line)).summary));
    const expected = ['before', 'meanwhile', 'after'].flatMap((when) =>
      Array.from(
        { length: 20 },
        (_, index) => `ada ran /${when}${index} in a direct message, and got an answer.`,
      ),
    );
    expect(summaries).toEqual(expected);

    await house.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { state } }', { id }, ada);
    await until(() => follower.exitCode !== null);
    expect(troubles.join('\n')).toContain('The key is not valid');
    expect(troubles.join('\n')).not.toContain(secret);
  }, 60_000);
});
