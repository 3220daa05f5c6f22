import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

import { type Batch, type Found, SqlBatch } from './loaders';

/** What rows will ask of a batch: by this property of theirs. */
export interface Wish {
  readonly batch: Batch<string, unknown>;
  readonly property: string;
}

/** What is read of rows: `Selection` knows it of an operation. */
export interface RowSelection {
  /** Properties of the entity; undefined for all that it selects. */
  readonly columns?: ReadonlySet<string> | undefined;
  /** Whether somebody wants to know how many there are on all pages. */
  readonly isCounted?: boolean;
  readonly wishes?: readonly Wish[];
  /** Takes what was found for each wish; undefined for what has to be read yet. */
  keep?(rows: readonly object[], found: readonly (Found<unknown> | undefined)[]): Promise<void>;
}

interface Read<Row> {
  readonly rows: Row[] | null;
  readonly total: number | null;
  readonly found: readonly Found<unknown>[];
}

/**
 * Reads rows as plain objects; and in the same statement what they wish for, and how many rows of `counted` there are. `also` names properties that the
 * caller needs himself.
 * PostgreSQL writes it all as one JSON text: to make entities of a hundred rows takes this process six times as long.
 */
export async function readRows<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  selection: RowSelection = {},
  {
    also = [],
    counted = null,
  }: { readonly also?: readonly string[]; readonly counted?: SelectQueryBuilder<Row> | null } = {},
): Promise<{ readonly rows: Row[]; readonly total: number | null }> {
  const { columns: named, wishes = [] } = selection;
  const { alias, connection, expressionMap } = query;
  const columns = (expressionMap.mainAlias?.metadata.columns ?? []).filter(({ propertyName, isSelect }) =>
    named ? named.has(propertyName) || also.includes(propertyName) : isSelect,
  );
  const [sql, parameters] = query.select(expressionsOf(columns, alias)).getQueryAndParameters();
  const [count, more] = counted?.select('count(*)::int').getQueryAndParameters() ?? ['select null::int', []];
  const answers = wishes.map((wish) => answerOf(wish, columns));
  const [answer]: { read: string }[] = await connection.query(
    `with page as (${sql}) select json_build_object(
       'rows', (select json_agg(page) from page),
       'total', (${count.replaceAll(/\$(\d+)/g, (_, number) => `$${Number(number) + parameters.length}`)}),
       'found', json_build_array(${answers.map((each) => each ?? 'null').join(', ')}))::text as read`,
    [...parameters, ...more],
  );
  const { rows: found, total, found: wished }: Read<Row> = JSON.parse(answer?.read ?? '{}');
  const rows = found ?? [];
  rows.forEach(reviverOf(columns));
  await selection.keep?.(
    rows,
    wished.map((each, index) => (answers[index] === undefined ? undefined : each)),
  );
  return { rows, total };
}

/** Batches in SQL are asked by our own ids. */
function answerOf({ batch, property }: Wish, columns: readonly ColumnMetadata[]): string | undefined {
  const isId = columns.some(({ propertyName, type }) => propertyName === property && type === 'uuid');
  return isId && batch instanceof SqlBatch
    ? batch.answer(`array(select "${property}" from page)`)
    : undefined;
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
