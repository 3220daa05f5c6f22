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

const away = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0[1-3]|08...|53300)$/;
const gone =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** True of an error that says nothing about the query: the database is away, starting, or full. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause = error instanceof QueryFailedError ? error.driverError : error;
  return away.test(String(Object(cause).code)) || gone.test(cause.message);
}
