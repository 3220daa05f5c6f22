import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readConfig } from './config';
import { LogFiles } from './log-files';
import { Logger } from './logger';
import { until } from './testing';

describe('the files of the log', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cube-logs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('[SA-31] [ND-14] hold what the console shows, a JSON line each, without secrets', async () => {
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: 'postgres://cube@127.0.0.1:5432/cube',
      REDIS_URL: 'redis://127.0.0.1:6379',
      MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'not-a-real-secret',
      LOG_DIR: folder,
    });
    const logger = new Logger(config, 'api');
    logger.error('It broke with sim.123.abcdefghij', new Error('at postgres://cube:hunter2@db'), 'Here');
    await until(() => readdirSync(folder).includes('api.log'));
    const [line = ''] = read('api.log').split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 50, context: 'Here', msg: 'It broke with [token]' });
    expect(line).not.toMatch(/abcdefghij|hunter2/);
    // The command line has its terminal.
    new Logger(config, 'cli').error('no file');
    new Logger(config).error('no file');
    expect(readdirSync(folder)).toEqual(['api.log']);
  });

  it('turn when they are full, and the oldest goes', () => {
    const files = new LogFiles(folder, 'worker', { bytes: 100, older: 2 });
    for (let index = 0; index < 5; index += 1) {
      files.write(`${index} ${'x'.repeat(60)}\n`);
      files.flush();
    }
    expect(readdirSync(folder).sort()).toEqual(['worker.1.log', 'worker.2.log', 'worker.log']);
    expect(['worker.log', 'worker.1.log', 'worker.2.log'].map((name) => read(name)[0])).toEqual([
      '4',
      '3',
      '2',
    ]);
  });

  it('are bounded in memory, and say what was dropped', () => {
    const files = new LogFiles(folder, 'api');
    for (let index = 0; index < 1100; index += 1) files.write(`${'x'.repeat(1023)}\n`);
    files.flush();
    expect(read('api.log')).toContain('"msg":"76 lines were dropped"');
  });

  it('stop nobody when they cannot be written', () => {
    const failures: unknown[] = [];
    writeFileSync(join(folder, 'file'), '');
    const files = new LogFiles(join(folder, 'file', 'below'), 'api', { bytes: 100, older: 2 }, (error) =>
      failures.push(error),
    );
    files.write('line\n');
    files.flush();
    expect(failures).toHaveLength(1);
    chmodSync(folder, 0o700);
  });
});
