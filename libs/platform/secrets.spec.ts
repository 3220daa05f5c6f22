import { randomBytes } from 'node:crypto';

import type { Config } from './config';
import { readConfig } from './config';
import { Secrets } from './secrets';
import { type TestDatabase, testDatabase } from './testing';

const owner = { table: 'bot', column: 'token', row: '1' };

describe('secrets', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.drop());

  const withKeys = (masterKeys: string): Config =>
    readConfig({
      DATABASE_URL: test.config.database.url,
      REDIS_URL: test.config.redisUrl,
      MASTER_KEYS: masterKeys,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    });
  const masterKey = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;

  it('[SA-21] open only for what they were sealed for, in every process that has the master key', async () => {
    const key = masterKey('a');
    const envelope = await new Secrets(test.database, withKeys(key)).seal('hush', owner);
    expect(envelope).not.toContain('hush');
    const later = new Secrets(test.database, withKeys(key));
    await expect(later.open(envelope, owner)).resolves.toBe('hush');
    await expect(later.open(envelope, { ...owner, row: '2' })).rejects.toThrow();
    await expect(later.open(`${envelope.slice(0, -3)}AAA`, owner)).rejects.toThrow();
    await test.database.query('delete from data_key');
  });

  it('survive a change of the master key, after which the old one may go', async () => {
    const [old, fresh] = [masterKey('old'), masterKey('new')];
    const envelope = await new Secrets(test.database, withKeys(old)).seal('hush', owner);
    const both = new Secrets(test.database, withKeys(`${fresh},${old}`));
    await expect(new Secrets(test.database, withKeys(fresh)).rotateDataKey()).rejects.toThrow(
      /lacks the key "old"/,
    );
    await expect(both.rotateDataKey()).resolves.toMatchObject({ isNew: true });
    await expect(both.rotateDataKey()).resolves.toMatchObject({ isNew: false });
    await expect(both.rewrap()).resolves.toBe(1);
    await expect(new Secrets(test.database, withKeys(fresh)).open(envelope, owner)).resolves.toBe('hush');
    await expect(new Secrets(test.database, withKeys(old)).open(envelope, owner)).rejects.toThrow(
      /lacks the key "new"/,
    );
    await test.database.query('delete from data_key');
  });
});
