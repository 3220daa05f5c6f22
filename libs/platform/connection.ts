import { type Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { type ObjectLiteral, QueryFailedError, type SelectQueryBuilder } from 'typeorm';

import { Invalid } from './errors';
import { readRows, type RowSelection } from './rows';

/** A list as the Relay specification has it: https://relay.dev/graphql/connections.htm, forwards only. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  /** A getter: counted only when somebody asks. */
  readonly totalCount?: Promise<number>;
}

@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;
  @Field(() => Boolean)
  hasPreviousPage: boolean;
  @Field(() => String, { nullable: true })
  startCursor: string | null;
  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

/** Items of a page, and the most of them. */
export const defaultPageSize = 50;
export const largestPage = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many, 1 to ${largestPage}; ${defaultPageSize} if left out.`,
  })
  @IsOptional()
  @Min(1)
  @Max(largestPage)
  first?: number;

  @Field(() => String, { nullable: true, description: 'A cursor: the page begins behind that edge.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  after?: string;
}

export const pageSize = ({ first }: PageArgs): number => first ?? defaultPageSize;

/** The base class of a connection type that has more to say, such as `LogEntryConnection`; `name` is that of its nodes. */
export function pagesOf<Node>(node: Type<Node>, name = node.name): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String)
    cursor: string;
    @Field(() => node)
    node: Node;
  }

  @ObjectType({ isAbstract: true })
  class Pages {
    @Field(() => [Edge])
    edges: Edge[];
    @Field(() => [node], { description: 'The nodes of the edges, for whoever needs no cursor each.' })
    nodes: Node[];
    @Field(() => PageInfo)
    pageInfo: PageInfo;
  }
  return Pages;
}

/** The class of a connection type, `BotConnection` for `Bot`, for use as `@Query(() => BotConnection)`. */
export function connectionOf<Node>(node: Type<Node>, name = node.name): Type<Connection<Node>> {
  @ObjectType(`${name}Connection`)
  class NodeConnection extends pagesOf(node, name) {
    @Field(() => Int, { description: 'How many there are on all pages; counted only when asked for.' })
    declare totalCount: Promise<number>;
  }
  return NodeConnection;
}

/** The order of a list: a column that the code names (never the caller), made unique by the id. */
export interface Order {
  /** Property of the entity. */
  readonly by: string;
  readonly direction: 'ASC' | 'DESC';
}

/**
 * One page of a query, by keyset: `where (by, id) > (cursor)`. The query selects from an alias whose rows have an `id`.
 */
export async function paginate<Row extends ObjectLiteral & { readonly id: string }>(
  query: SelectQueryBuilder<Row>,
  page: PageArgs,
  { by, direction }: Order,
  selection?: RowSelection,
): Promise<Connection<Row> & { readonly totalCount: Promise<number> }> {
  const { alias } = query;
  const limit = pageSize(page);
  const all = query.clone();
  if (page.after !== undefined) {
    const [value, id] = parseKey(page.after);
    const beyond = direction === 'ASC' ? '>' : '<';
    query.andWhere(`(${alias}.${by}, ${alias}.id) ${beyond} (:keysetValue, :keysetId)`, {
      keysetValue: value,
      keysetId: id,
    });
  }
  query
    .orderBy(`${alias}.${by}`, direction)
    .addOrderBy(`${alias}.id`, direction)
    .limit(limit + 1);
  const { rows, total } = await readRows(query, selection, {
    also: [by, 'id'],
    counted: selection?.isCounted ? all : null,
  }).catch((error: unknown) => {
    throw page.after !== undefined && isDataException(error) ? noCursor() : error;
  });
  const found = toConnection(rows, page, (row) => keyOf(row[by], row.id));
  return {
    get edges() {
      return found.edges;
    },
    nodes: found.nodes,
    pageInfo: found.pageInfo,
    get totalCount() {
      return total === null ? all.getCount() : Promise.resolve(total);
    },
  };
}

/** A connection from up to `first + 1` rows: the one too many tells that there are more. Cursors are made for whoever asks. */
export function toConnection<Row>(
  rows: readonly Row[],
  page: PageArgs,
  cursorOf: (row: Row) => string,
): Connection<Row> {
  const limit = pageSize(page);
  const nodes = rows.slice(0, limit);
  const cursorAt = (index: number) => {
    const row = nodes.at(index);
    return row === undefined ? null : cursorOf(row);
  };
  return {
    get edges() {
      return nodes.map((node) => ({ cursor: cursorOf(node), node }));
    },
    nodes,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage: page.after !== undefined,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(-1);
      },
    },
  };
}

const noCursor = () =>
  new Invalid('after is no cursor of this list: pass an endCursor or the cursor of an edge.');

/** SQLSTATE class 22: here, a forged cursor that holds no uuid or no date. */
function isDataException(error: unknown): boolean {
  return error instanceof QueryFailedError && /^22/.test(String(Object(error.driverError).code));
}

function keyOf(value: unknown, id: string): string {
  const plain = value instanceof Date ? value.toISOString() : value;
  return Buffer.from(JSON.stringify([plain, id])).toString('base64url');
}

function parseKey(cursor: string): readonly [string | number, string] {
  const refused = noCursor();
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(key)) throw refused;
    const [value, id]: unknown[] = key;
    if ((typeof value !== 'string' && typeof value !== 'number') || typeof id !== 'string') throw refused;
    return [value, id];
  } catch {
    throw refused;
  }
}
