import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Extensions, GqlExecutionContext } from '@nestjs/graphql';
import {
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';

import type { RequestContext } from './access';
import type { Batch } from './loaders';

/** Under these names the schema keeps what a field needs; `Selection` reads it there. */
const READS = 'cube:reads';
const LOADS = 'cube:loads';

/** On a field resolver: the columns of its parent that it reads. Of a list whose fields do not say so, all columns are read. */
export const Reads = <Row>(...columns: readonly (keyof Row & string)[]) => Extensions({ [READS]: columns });

/**
 * On a field resolver that answers with something of a batch: it is handed that, or null, and its parent. Of a list,
 * all rows are looked up together, before the first of them is answered.
 */
export function Loads<Row extends object, Resolver extends object, Value>(
  key: keyof Row & string,
  batchOf: (resolver: Resolver) => Batch<string, Value>,
) {
  return (target: Resolver, name: string, descriptor: PropertyDescriptor): void => {
    Extensions({ [LOADS]: key })(target, name);
    const answer: (this: Resolver, found: Value | null, row: Row) => unknown = descriptor.value;
    descriptor.value = function (
      this: Resolver,
      row: Row | RowsAhead,
      _: unknown,
      { loaders }: RequestContext,
    ): unknown {
      const batch = batchOf(this);
      if (row instanceof RowsAhead) return row.wish(batch, key);
      const id: unknown = row[key];
      if (typeof id !== 'string') return answer.call(this, null, row);
      const known = loaders.known(batch, id);
      return known === undefined
        ? loaders.load(batch, id).then((found) => answer.call(this, found, row))
        : answer.call(this, known, row);
    };
  };
}

/** Stands in for a parent: a field with `@Loads` says what so many rows will ask of its batch. */
class RowsAhead {
  readonly wishes: { readonly batch: Batch<string, unknown>; readonly keys: ReadonlySet<string> }[] = [];

  constructor(private readonly rows: readonly object[]) {}

  wish(batch: Batch<string, unknown>, property: string): void {
    const keys = new Set<string>();
    for (const row of this.rows) {
      const key: unknown = Object(row)[property];
      if (typeof key === 'string') keys.add(key);
    }
    this.wishes.push({ batch, keys });
  }
}

type Field = GraphQLField<unknown, unknown>;

/** What a document asks of the rows of a list, whatever its variables. */
interface Asked {
  /** Null for all. */
  readonly columns: ReadonlySet<string> | null;
  readonly ahead: readonly Field[];
  readonly isCounted: boolean;
}

/** What an operation asks of the rows of a list: of its `nodes`, and of its `edges`. */
export class Selection {
  private readonly asked: Asked;

  constructor(
    private readonly info: GraphQLResolveInfo,
    private readonly context: RequestContext,
  ) {
    this.asked = askedBy(info);
  }

  /** The columns to read; undefined for all. */
  get columns(): ReadonlySet<string> | undefined {
    return this.asked.columns ?? undefined;
  }

  /** True when somebody wants to know how many there are. */
  get isCounted(): boolean {
    return this.asked.isCounted;
  }

  /** Looks up all that the rows will ask of batches. What cannot be read fails later, in its own field. */
  async preload(rows: readonly object[]): Promise<void> {
    const ahead = new RowsAhead(rows);
    for (const { resolve } of this.asked.ahead) resolve?.(ahead, {}, this.context, this.info);
    await this.context.loaders.preload(ahead.wishes);
  }
}

/** Hands the resolver of a list what is asked of its rows. */
export const Selected = createParamDecorator((_: unknown, context: ExecutionContext): Selection => {
  const graphql = GqlExecutionContext.create(context);
  return new Selection(graphql.getInfo<GraphQLResolveInfo>(), graphql.getContext<RequestContext>());
});

/** By the field of a list in a document: Apollo keeps documents. */
const kept = new WeakMap<FieldNode, Asked>();

function askedBy(info: GraphQLResolveInfo): Asked {
  const [node, ...more] = info.fieldNodes;
  const known = node && more.length === 0 ? kept.get(node) : undefined;
  if (known) return known;
  const asked = askedAnew(info);
  if (node && more.length === 0) kept.set(node, asked);
  return asked;
}

function askedAnew(info: GraphQLResolveInfo): Asked {
  const list = getNamedType(info.returnType);
  const columns = new Set<string>();
  const ahead = new Set<Field>();
  let isAll = false;
  if (!isObjectType(list)) return { columns: null, ahead: [], isCounted: false };
  const ofRow = (type: GraphQLObjectType, name: string) => {
    const field = type.getFields()[name];
    if (!field) return;
    const { [READS]: reads, [LOADS]: key } = field.extensions;
    if (Array.isArray(reads)) for (const column of reads) columns.add(String(column));
    if (typeof key === 'string') {
      columns.add(key);
      ahead.add(field);
    }
    if (reads !== undefined || key !== undefined) return;
    // So Nest calls what reads the property of that name.
    if (field.resolve === undefined || field.resolve.name === 'rootFieldResolver') columns.add(name);
    else isAll = true;
  };
  const fieldsIn = (node: { readonly selectionSet?: FieldNode['selectionSet'] }) =>
    fieldsOf(node.selectionSet?.selections ?? [], info);
  const asked = info.fieldNodes.flatMap(fieldsIn);
  for (const each of asked) {
    const inner = each.name.value === 'edges' ? fieldsIn(each) : [each];
    for (const rows of inner.filter(({ name: { value } }) => value === 'node' || value === 'nodes')) {
      const type = getNamedType(list.getFields()['nodes']?.type);
      if (isObjectType(type)) for (const { name } of fieldsIn(rows)) ofRow(type, name.value);
      else isAll = true;
    }
  }
  const isCounted = asked.some(({ name: { value } }) => value === 'totalCount');
  return { columns: isAll ? null : columns, ahead: [...ahead], isCounted };
}

/** With those of fragments, and what `@skip` leaves out: that is for each request to say. */
function fieldsOf(selections: readonly SelectionNode[], info: GraphQLResolveInfo): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return fieldsOf(inner?.selectionSet.selections ?? [], info);
  });
}
