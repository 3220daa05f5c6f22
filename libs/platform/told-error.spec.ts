import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messageOf } from './errors';
import { Logger } from './logger';
import { type TestDatabase, testDatabase, until } from './testing';

const secret = 'correct-"horse"-battery-staple';

describe('[SC-61] [ND-19] an error in the log of operators', () => {
  let test: TestDatabase;
  let folder: string;
  let file: string;
  let logger: Logger;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cube-told-'));
    file = join(folder, 'api.log');
    test = await testDatabase([], { LOG_DIR: folder, LOG_LEVEL: 'warn' });
    logger = new Logger(test.config, 'api');
    await test.database.query(
      `create table thing (name text primary key, size integer not null constraint thing_fits check (size < 10))`,
    );
    await test.database.query('insert into thing values ($1, 1)', [secret]);
  }, 60_000);
  afterAll(async () => {
    await test.drop();
    rmSync(folder, { recursive: true });
  });

  const thrownBy = async (statement: string, values: readonly unknown[]): Promise<Error> => {
    try {
      await test.database.query(statement, [...values]);
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('It worked.');
  };
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);
  /** The line that was written. */
  const written = async (log: () => void): Promise<{ text: string; line: unknown }> => {
    const before = lines().length;
    log();
    await until(() => lines().length > before);
    const text = lines().at(-1) ?? '';
    return { text, line: JSON.parse(text) };
  };

  it.each([
    [
      'what stands there twice',
      'insert into thing values ($1, 2)',
      [secret],
      {
        code: '23505',
        constraint: 'thing_pkey',
        table: 'thing',
        statement: 'insert into thing values ($1, 2)',
      },
    ],
    [
      'what breaks a rule',
      'insert into thing values ($1, 20)',
      [`${secret}2`],
      { code: '23514', constraint: 'thing_fits' },
    ],
    [
      'what is missing',
      'insert into thing values ($1, null)',
      [`${secret}3`],
      { code: '23502', column: 'size' },
    ],
    [
      'what is no id',
      'select $1::uuid',
      [secret],
      { code: '22P02', message: expect.stringContaining('"…"') },
    ],
    ['what is no number', 'select $1::integer', [`${secret}\n    at night`], { code: '22P02' }],
  ])('tells of %s the place and the rule, and no value', async (_, statement, values, told) => {
    const error = await thrownBy(statement, values);
    for (const log of [
      () => logger.error('It broke.', error, { id: 'one' }, 'Here'),
      () => logger.error(error),
      () => logger.warn('It broke.', { why: error, err: error }),
      () => logger.warn('It broke.', new Error('Around it', { cause: error })),
    ]) {
      const { text, line } = await written(log);
      expect(text).not.toMatch(/horse|staple/);
      expect(line).toMatchObject({ err: { stack: expect.stringMatching(/^ {4}at /) } });
    }
    const { line } = await written(() => logger.error('It broke.', error));
    expect(line).toMatchObject({ err: { type: 'QueryFailedError', statement, ...told } });
    expect(messageOf(error)).not.toMatch(/horse|staple/);
  });

  it('tells of no error what was sent to somebody else', async () => {
    const refused = Object.assign(new RangeError('Refused'), {
      code: 50035,
      status: 400,
      requestBody: { json: { content: secret } },
    });
    const { text, line } = await written(() => logger.error(new AggregateError([refused], 'All')));
    expect(text).not.toMatch(/horse|staple/);
    expect(line).toMatchObject({
      err: {
        type: 'AggregateError',
        message: 'All',
        errors: [{ type: 'RangeError', message: 'Refused', code: 50035, status: 400 }],
      },
    });
  });
});
