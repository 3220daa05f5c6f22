import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { Client } from 'pg';
import { DataSource } from 'typeorm';

import { Config, readConfig } from './config';
import { databaseOptions } from './database';

/** A migrated database of its own on the real PostgreSQL that Jest started, and the settings that lead to it. */
export interface TestDatabase {
  readonly config: Config;
  readonly database: DataSource;
  drop(): Promise<void>;
}

/** Copies the migrated template; takes some tens of milliseconds. Drop it when the spec ends. */
export async function testDatabase(
  entities: readonly (new () => object)[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<TestDatabase> {
  const template = process.env['CUBE_TEST_DATABASE_URL'] ?? '';
  const name = `cube_test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new Client({ connectionString: template.replace(/\/cube$/, '/postgres') });
    await client.connect();
    // Copies of one template are made one at a time.
    await client.query("select pg_advisory_lock(hashtext('cube_test'))");
    await client.query(statement);
    await client.end();
  };
  await admin(`create database ${name} template cube`);
  const config = readConfig({
    CUBE_PROFILE: 'test',
    DATABASE_URL: template.replace(/\/cube$/, `/${name}`),
    REDIS_URL: process.env['CUBE_TEST_REDIS_URL'] ?? '',
    REDIS_PREFIX: name,
    MASTER_KEYS: `test:${randomBytes(32).toString('base64')}`,
    DISCORD_CLIENT_ID: '100000000000000001',
    DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    SIMULATOR_URL: 'http://127.0.0.1:4700',
    ...settings,
  });
  const database = await new DataSource(databaseOptions(config, entities)).initialize();
  return {
    config,
    database,
    async drop() {
      if (database.isInitialized) await database.destroy();
      await admin(`drop database ${name} with (force)`);
    },
  };
}

/** Waits until something is so; how long is no promise of the product, only when a busy machine is believed to be stuck. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 45_000;
  while (!(await isSo())) {
    if (Date.now() > giveUp) throw new Error(`Waited in vain for ${isSo.toString()}`);
    await pause(20);
  }
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that this process really holds, in V8 and beside it: what nobody holds any more is let go first. */
export function heldMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
