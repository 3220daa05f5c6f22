import type { DataSourceOptions } from 'typeorm';

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
