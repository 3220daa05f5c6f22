import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';

import { freePort, type TestDatabase, testDatabase, until } from '@cube/platform/testing';

const folder = 'node_modules/.cache/cube/tracing-off';

describe.each(['api', 'worker'])('[SA-32] the program %s', (role) => {
  let test: TestDatabase;

  beforeAll(async () => {
    // The program as operators run it.
    const build = `(await import('./tools/bundle.mjs')).bundle('apps/${role}/src/main.ts', '${folder}/${role}/main.mjs')`;
    spawnSync(process.execPath, ['--input-type=module', '--eval', `await ${build}`], { stdio: 'inherit' });
    // The page in the place of the panel.
    mkdirSync(`${folder}/panel/browser`, { recursive: true });
    writeFileSync(`${folder}/panel/browser/index.html`, '<!doctype html>');
    // Says which files of OpenTelemetry are loaded; they are CommonJS, each of them.
    writeFileSync(
      `${folder}/loaded.cjs`,
      `process.on('message', () => process.send(Object.keys(require.cache).filter((file) => file.includes('@opentelemetry'))));`,
    );
    test = await testDatabase();
  }, 120_000);
  afterAll(() => test.drop());

  async function loaded(settings: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const { config, database } = test;
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--require', `./${folder}/loaded.cjs`, `${folder}/${role}/main.mjs`],
      {
        env: {
          PATH: process.env['PATH'],
          CUBE_PROFILE: 'test',
          HOST: '127.0.0.1',
          PORT: String(port),
          PUBLIC_URL: `http://127.0.0.1:${port}`,
          DATABASE_URL: config.database.url,
          REDIS_URL: config.redisUrl,
          REDIS_PREFIX: config.redisPrefix,
          MASTER_KEYS: config.masterKeys
            .map(({ name, key }) => `${name}:${key.toString('base64')}`)
            .join(','),
          DISCORD_CLIENT_ID: config.discord.clientId,
          DISCORD_CLIENT_SECRET: config.discord.clientSecret,
          SIMULATOR_URL: 'http://127.0.0.1:4700',
          ...settings,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    const ended = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error(output))));
    // At the end it is killed.
    ended.catch(() => undefined);
    const lives = async () =>
      (await database.query('select 1 from process where pid = $1', [child.pid])).length > 0;
    try {
      await Promise.race([until(lives), ended]);
      const answer = once(child, 'message');
      child.send('What is loaded?');
      const [files] = await Promise.race([answer, ended]);
      return files;
    } finally {
      child.kill('SIGKILL');
    }
  }

  it('loads nothing of OpenTelemetry while traces are off, and does when they are on', async () => {
    const off = await loaded({});
    // The interfaces alone: prom-client asks by them for a span that there never is.
    expect(off.filter((file) => !file.includes('/@opentelemetry/api/'))).toEqual([]);
    // Otherwise nobody would know that this spec sees it.
    const on = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
    expect(on.some((file) => file.includes('sdk-trace'))).toBe(true);
  }, 120_000);
});
