import { DataSource } from 'typeorm';

import { databaseOptions, impatient, isDatabaseAway } from './database';
import { type TestDatabase, testDatabase } from './testing';

describe('a process that answers requests', () => {
  let test: TestDatabase;
  let database: DataSource;
  beforeAll(async () => {
    test = await testDatabase();
    database = await new DataSource(impatient(databaseOptions(test.config), 300)).initialize();
  });
  afterAll(async () => {
    await database.destroy();
    await test.drop();
  });

  it('gives up a query that PostgreSQL works at for too long', async () => {
    const error: unknown = await database.query('select pg_sleep(30)').catch((thrown: unknown) => thrown);
    expect(isDatabaseAway(error)).toBe(true);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('gives up a PostgreSQL that is frozen', async () => {
    const runner = database.createQueryRunner();
    const [{ pid }] = await runner.query('select pg_backend_pid() as pid');
    process.kill(pid, 'SIGSTOP');
    const error: unknown = await runner.query('select 1').catch((thrown: unknown) => thrown);
    process.kill(pid, 'SIGCONT');
    expect(isDatabaseAway(error)).toBe(true);
    await runner.release();
  });
});
