import type { Config } from '@cube/platform/config';
import { databaseOptions } from '@cube/platform/database';
import { messageOf } from '@cube/platform/errors';
import { DataSource } from 'typeorm';

import { migrations } from './migrations';

/** Runs what is pending, one process at a time, and returns the names of what ran. */
export async function migrate(config: Config): Promise<readonly string[]> {
  const database = await connect(config);
  try {
    const alone = database.createQueryRunner();
    await alone.connect();
    await alone.query("select pg_advisory_lock(hashtext('social-cube migrations'))");
    const ran = await database.runMigrations();
    await alone.query("select pg_advisory_unlock(hashtext('social-cube migrations'))");
    await alone.release();
    return ran.map(({ name }) => name);
  } finally {
    await database.destroy();
  }
}

/** Throws when the database does not answer, or lacks a migration of this version of the product. */
export async function refuseOldSchema(config: Config): Promise<void> {
  const database = await connect(config);
  try {
    const [{ present }] = await database.query("select to_regclass('migration') is not null as present");
    const rows: { name: string }[] = present ? await database.query('select name from migration') : [];
    const ran = new Set(rows.map(({ name }) => name));
    const missing = migrations.map(({ name }) => name).filter((name) => !ran.has(name));
    if (missing.length === 0) return;
    throw new Error(
      `The database is older than this program (${missing.length} migrations are pending): run “npm run cube -- migrate”, or set MIGRATE_ON_START=true.`,
    );
  } finally {
    await database.destroy();
  }
}

async function connect(config: Config): Promise<DataSource> {
  try {
    return await new DataSource(databaseOptions(config, [], migrations)).initialize();
  } catch (error) {
    throw new Error(`PostgreSQL cannot be used: ${messageOf(error)}. See DATABASE_URL.`, { cause: error });
  }
}
