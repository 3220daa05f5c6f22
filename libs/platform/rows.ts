import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

import { SqlBatch } from './loaders';

/**
 * Reads rows as plain objects, with the properties that are named, or all that the entity selects; and in the same statement
 * how many rows of `counted` there are. PostgreSQL writes them as one JSON text: to make entities of a hundred rows takes
 * this process six times as long.
 */
export async function readRows<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  named?: ReadonlySet<string>,
  counted?: SelectQueryBuilder<Row>,
): Promise<{ readonly rows: Row[]; readonly total: number | null }> {
  const { alias, connection, expressionMap } = query;
  const columns = (expressionMap.mainAlias?.metadata.columns ?? []).filter(
    ({ propertyName, isSelect }) => named?.has(propertyName) ?? isSelect,
  );
  const [sql, parameters] = query.select(expressionsOf(columns, alias)).getQueryAndParameters();
  const [count, more] = counted?.select('count(*)::int').getQueryAndParameters() ?? ['select null::int', []];
  const [answer]: { rows: string | null; total: number | null }[] = await connection.query(
    `select (select json_agg(row) from (${sql}) as row)::text as rows,
       (${count.replaceAll(/\$(\d+)/g, (_, number) => `$${Number(number) + parameters.length}`)}) as total`,
    [...parameters, ...more],
  );
  const rows = JSON.parse(answer?.rows ?? '[]');
  const revive = reviverOf(columns);
  rows.forEach(revive);
  return { rows, total: answer?.total ?? null };
}

/** Rows of an entity by their ids. */
export function rowsById<Row extends ObjectLiteral>({ metadata, manager }: Repository<Row>): SqlBatch<Row> {
  const columns = metadata.columns.filter(({ isSelect }) => isSelect);
  const select = `select id as key, row as value from
    (select ${expressionsOf(columns, 'entity')} from ${metadata.tablePath} as entity where entity.id = any($keys)) as row`;
  const revive = reviverOf(columns);
  return new SqlBatch<Row>(manager.connection, select, (row) => {
    revive(row);
    return row;
  });
}

/** JSON has no numbers as long as Discord's ids. */
const expressionsOf = (columns: readonly ColumnMetadata[], alias: string): string =>
  columns
    .map(({ databaseName, propertyName, type }) => {
      const column = `"${alias}"."${databaseName}"`;
      return `${type === 'bigint' ? `${column}::text` : column} as "${propertyName}"`;
    })
    .join(', ');

/** Makes dates of what JSON has as text. */
function reviverOf(columns: readonly ColumnMetadata[]): (row: Record<string, unknown>) => void {
  const dates = columns.filter(({ type }) => type === 'timestamptz').map(({ propertyName }) => propertyName);
  return (row) => {
    for (const name of dates) {
      const text = row[name];
      if (typeof text === 'string') row[name] = new Date(text);
    }
  };
}
