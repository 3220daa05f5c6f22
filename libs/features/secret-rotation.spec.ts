import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readConfig } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { Processes } from '@cube/platform/processes';
import { SecretRotation } from '@cube/platform/secret-rotation';
import { Secrets } from '@cube/platform/secrets';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';

import { sealedColumns } from './sealed-columns';

const masterKey = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;
const columns = [{ table: 'thing', column: 'secret' }];

describe('a rotation of secrets', () => {
  let test: TestDatabase;
  const [old, fresh] = [masterKey('old'), masterKey('new')];

  beforeEach(async () => {
    test = await testDatabase();
    await test.database.query(
      'create table thing (id uuid primary key, secret text, version integer not null)',
    );
  });
  afterEach(() => test.drop());

  const configWith = (keys: string) =>
    readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: test.config.database.url,
      REDIS_URL: test.config.redisUrl,
      MASTER_KEYS: keys,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    });
  /** What one process has. */
  const processWith = (keys: string) => {
    const config = configWith(keys);
    const secrets = new Secrets(test.database, config);
    return { secrets, rotation: new SecretRotation(test.database, secrets, config), config };
  };
  const owner = (row: string) => ({ table: 'thing', column: 'secret', row });
  const insert = async (secrets: Secrets, id: string, version: number) =>
    test.database.query('insert into thing values ($1, $2, $3)', [
      id,
      await secrets.seal(`secret ${version} of ${id}`, owner(id)),
      version,
    ]);

  it('[ND-20] [SA-21] loses no secret that is read and written while it runs', async () => {
    const running = processWith(`${fresh},${old}`);
    // Sealed by the process that ran before the new key was deployed.
    const before = processWith(old).secrets;
    const ids = Array.from({ length: 700 }, () => randomUUID());
    await Promise.all(ids.map((id) => insert(before, id, 0)));
    await running.secrets.seal('what it takes for the newest key', owner('-'));

    let isRotating = true;
    let deeds = 0;
    const someone = async () => {
      while (isRotating) {
        const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
        const [row] = await test.database.query('select secret, version from thing where id = $1', [id]);
        expect(await running.secrets.open(row.secret, owner(id))).toBe(`secret ${row.version} of ${id}`);
        const version: number = row.version + 1;
        const envelope = await running.secrets.seal(`secret ${version} of ${id}`, owner(id));
        await test.database.query(
          'update thing set secret = $2, version = $3 where id = $1 and version = $4',
          [id, envelope, version, row.version],
        );
        deeds += 1;
      }
    };
    const people = [someone(), someone()];
    // The command line is a process of its own.
    const rotated = await processWith(`${fresh},${old}`).rotation.rotate(columns);
    isRotating = false;
    await Promise.all(people);

    expect(deeds).toBeGreaterThan(100);
    expect(rotated).toMatchObject({ hasNewKey: true, rewrapped: 1 });
    const after = processWith(fresh);
    const rows = await test.database.query('select id, secret, version from thing');
    expect(rows).toHaveLength(ids.length);
    for (const { id, secret, version } of rows) {
      expect(await after.secrets.open(secret, owner(id))).toBe(`secret ${version} of ${id}`);
    }
    const { dataKeys, needed, droppable } = await processWith(`${fresh},${old}`).rotation.status(columns);
    expect(
      dataKeys.map(({ master, isNewest, sealed }) => [master, isNewest, sealed['thing.secret']]),
    ).toEqual([
      ['new', false, 0],
      ['new', true, ids.length],
    ]);
    expect([needed, droppable]).toEqual([['new'], ['old']]);
  });

  it('changes nothing the second time', async () => {
    const { secrets, rotation } = processWith(fresh);
    await insert(secrets, randomUUID(), 0);
    const rows = () => test.database.query('select * from thing, data_key');
    const before = await rows();
    expect(await rotation.rotate(columns)).toEqual({ hasNewKey: false, resealed: 0, rewrapped: 0 });
    expect(await rows()).toEqual(before);
  });

  it('waits for every running process to know the new master key', async () => {
    const running = processWith(old);
    await insert(running.secrets, randomUUID(), 0);
    const worker = new Processes(test.database, new Logger(running.config), 'worker', running.config);
    await worker.onModuleInit();
    const rotate = () => processWith(`${fresh},${old}`).rotation.rotate(columns);
    await expect(rotate()).rejects.toThrow(/do not know the key “new”: the worker on .* \(process \d+\)/);
    expect(await test.database.query('select master from data_key')).toEqual([{ master: 'old' }]);
    await worker.onApplicationShutdown();
    await expect(rotate()).resolves.toMatchObject({ resealed: 1 });
  });

  it('knows every column that is sealed into', () => {
    const files = ['libs', 'apps/api', 'apps/worker'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => join(folder, file)),
    );
    const owners = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\{ table: '(\w+)', column: '([\w-]+)', row: (\S+) \}/g)].map(
        ([, table, column, row]) => ({ table, column, row }),
      ),
    );
    // What is sealed into no row lives for minutes: a cookie, a link.
    const stored = owners.filter(({ row }) => row !== "'-'").map(({ table, column }) => `${table}.${column}`);
    expect(stored.sort()).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort());
  });
});
