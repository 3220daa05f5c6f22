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
import { isPlainField } from './execution/plain-field';
import type { Batch, Found } from './loaders';
import type { RowSelection, Wish } from './rows';

/** Under these names the schema keeps what a field needs; `Selection` reads it there. */
const READS = 'cube:reads';
const LOADS = 'cube:loads';

/** On a field resolver: the columns of its parent that it reads. Of a list whose fields do not say so, all columns are read. */
export const Reads = <Row>(...columns: readonly (keyof Row & string)[]) => Extensions({ [READS]: columns });

/**
 * On a field resolver that answers with something of a batch: it is handed that, or null, and its parent. What
 * all rows need is read with them, before the first of them is answered.
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
      if (row instanceof RowsAhead) return row.wishes.push({ batch, property: key });
      const id: unknown = row[key];
      if (typeof id !== 'string') return answer.call(this, null, row);
      const known = loaders.known(batch, id);
      return known === undefined
        ? loaders.load(batch, id).then((found) => answer.call(this, found, row))
        : answer.call(this, known, row);
    };
  };
}

/** Stands in for a parent: a field with `@Loads` says what rows will ask of its batch. */
class RowsAhead {
  readonly wishes: Wish[] = [];
}

type Field = GraphQLField<unknown, unknown>;

/** What a document asks of rows, whatever its variables. */
interface Asked {
  /** Null for all. */
  readonly columns: ReadonlySet<string> | null;
  readonly ahead: readonly Field[];
  readonly isCounted: boolean;
}

/** What an operation asks of the rows of a list, its `nodes` and its `edges`; or of one row. */
export class Selection implements RowSelection {
  readonly wishes: readonly Wish[];
  private readonly asked: Asked;

  constructor(
    info: GraphQLResolveInfo,
    private readonly context: RequestContext,
  ) {
    this.asked = askedBy(info);
    const ahead = new RowsAhead();
    for (const { resolve } of this.asked.ahead) resolve?.(ahead, {}, context, info);
    this.wishes = ahead.wishes;
  }

  get columns(): ReadonlySet<string> | undefined {
    return this.asked.columns ?? undefined;
  }

  get isCounted(): boolean {
    return this.asked.isCounted;
  }

  async keep(rows: readonly object[], found: readonly (Found<unknown> | undefined)[]): Promise<void> {
    const answers = this.wishes.map(({ batch, property }, index) => ({
      batch,
      keys: keysOf(rows, property),
      found: found[index],
    }));
    await this.context.loaders.keep(answers);
  }
}

function keysOf(rows: readonly object[], property: string): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    const key: unknown = Object(row)[property];
    if (typeof key === 'string') keys.add(key);
  }
  return [...keys];
}

/** Hands a resolver what is asked of its rows. */
export const Selected = createParamDecorator((_: unknown, context: ExecutionContext): Selection => {
  const graphql = GqlExecutionContext.create(context);
  return new Selection(graphql.getInfo<GraphQLResolveInfo>(), graphql.getContext<RequestContext>());
});

/** By a field of a document: Apollo keeps documents. */
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
    if (isPlainField(field)) columns.add(name);
    else isAll = true;
  };
  const fieldsIn = (node: { readonly selectionSet?: FieldNode['selectionSet'] }) =>
    fieldsOf(node.selectionSet?.selections ?? [], info);
  const asked = info.fieldNodes.flatMap(fieldsIn);
  const nodes = list.getFields()['nodes'];
  if (!nodes) for (const { name } of asked) ofRow(list, name.value);
  for (const each of nodes ? asked : []) {
    const inner = each.name.value === 'edges' ? fieldsIn(each) : [each];
    for (const rows of inner.filter(({ name: { value } }) => value === 'node' || value === 'nodes')) {
      const type = getNamedType(nodes?.type);
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
