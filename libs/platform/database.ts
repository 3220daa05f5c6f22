import { type DataSourceOptions, QueryFailedError } from 'typeorm';

import type { Config } from './config';
import { SnakeNaming } from './naming';

type EntityClass = new () => object;
type MigrationClass = new () => { up: unknown; down: unknown };

/** The one way in which this product talks to PostgreSQL. The schema changes by migrations only. */
export function databaseOptions(
  config: Config,
  entities: readonly EntityClass[] = [],
  migrations: readonly MigrationClass[] = [],
): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url: config.database.url,
    poolSize: config.database.pool,
    extra: { connectionTimeoutMillis: 5000 },
    applicationName: 'social-cube',
    entities: [...entities],
    migrations: migrations.map((migration) => migration as new () => never),
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    logging: false,
  };
}

/**
 * For processes that answer requests: a query that takes longer than so many milliseconds is given up, by PostgreSQL or,
 * when that is frozen, a little later by us. Migrations and the like take as long as they take.
 */
export function impatient(
  options: DataSourceOptions & { type: 'postgres' },
  milliseconds = 15_000,
): DataSourceOptions & { type: 'postgres' } {
  const patience = { statement_timeout: milliseconds, query_timeout: milliseconds * 1.2 };
  return { ...options, extra: { ...options.extra, ...patience } };
}

/** 57014 is what PostgreSQL says when it gives a query up. */
const away = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0[1-3]|57014|08...|53300)$/;
const gone =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** True of an error that says nothing about the query: the database is away, starting, or full. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause = error instanceof QueryFailedError ? error.driverError : error;
  return away.test(String(Object(cause).code)) || gone.test(cause.message);
}
