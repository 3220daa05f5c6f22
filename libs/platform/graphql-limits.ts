import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import { defaultPageSize, largestPage } from './connection';
import { Forbidden, TooComplex } from './errors';
import { Permission } from './permission';
import type { Viewer } from './viewer';

/** The most that one GraphQL request may ask for, over HTTP and over WebSocket. docs/api/limits.md explains them to callers. */
export const graphqlLimits = {
  /** Lexical tokens of a document. */
  tokens: 2000,
  /** Fields within fields. */
  depth: 12,
  /** See `measure`. */
  cost: 10_000,
  aliases: 30,
  directives: 30,
  /** Fields of the operation itself. */
  rootFields: 20,
} as const;

/** Items that a list counts for when it is no connection, and so has no `first`. */
const unboundedList = 10;
const mutationCost = 10;
/** What a document costs that is not executed: to find that out takes up to a quarter of a second. */
export const failureCost = 1000;
/** What asking for the schema costs, however much of it: graphql-js bounds how deep that may go. */
const introspectionCost = 500;

/** What a request asks for. */
export interface Measure {
  readonly cost: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** True when it asks for the schema (`__schema`, `__type`). */
  readonly introspects: boolean;
}

/** A document that has passed validation, and what it is run with. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Throws TooComplex when a request is beyond a limit. To be called for each request: what a document costs depends on its
 * variables, and a validation rule runs once for a document that is kept.
 */
export function measureWithinLimits(asked: Asked): Measure {
  const measured = measure(asked);
  const { cost, depth, aliases, directives, rootFields } = measured;
  const beyond = (name: string, asks: number, most: number, mend: string) => {
    if (asks > most)
      throw new TooComplex(`${name} of this request is ${asks}, and ${most} is the most: ${mend}`);
  };
  beyond('The number of root fields', rootFields, graphqlLimits.rootFields, 'send several requests.');
  beyond('The number of aliases', aliases, graphqlLimits.aliases, 'send several requests.');
  beyond('The number of directives', directives, graphqlLimits.directives, 'leave some out.');
  beyond('The depth', depth, graphqlLimits.depth, 'ask for the inner things by their ids.');
  beyond('The cost', cost, graphqlLimits.cost, 'ask for fewer fields, or for smaller pages with first.');
  return measured;
}

/**
 * A field costs 1, a field of a mutation 10, and what is asked of the items of a list as often as the list may have items:
 * `first` of a connection (50 if left out), 10 for any other list. Fragments count wherever they are used; what
 * `@skip` leaves out counts as well.
 */
export function measure(asked: Asked): Measure {
  const kept = measures.get(asked.operation);
  const known = kept?.byPages.get(kept.pagesOf(asked.variables));
  return known ?? measureAnew(asked);
}

/** What is known of an operation: all that changes its cost are the variables that say how long pages are. */
interface Kept {
  readonly pagesOf: (variables: Readonly<Record<string, unknown>>) => string;
  readonly byPages: Map<string, Measure>;
}
const measures = new WeakMap<OperationDefinitionNode, Kept>();
/** Sizes of pages that are kept for an operation. */
const mostKept = 100;

function measureAnew({ schema, document, operation, variables }: Asked): Measure {
  let introspects = false;
  const sizes = new Set<string>();
  const known = new Map<string, Weight>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  /** `page` is how many items the lists of a connection have; null outside of one. */
  const weigh = (set: SelectionSetNode, type: GraphQLNamedType, page: number | null): Weight => {
    let [cost, depth, fields] = [0, 0, 0];
    for (const selection of set.selections) {
      const weight =
        selection.kind === Kind.FIELD
          ? weighField(selection, type, page)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? weigh(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? type, page)
            : weighFragment(selection.name.value, page);
      cost += weight.cost;
      depth = Math.max(depth, weight.depth);
      fields += weight.fields;
    }
    return { cost, depth, fields };
  };

  /** Kept for each size of page: otherwise fragments that use each other twice would take for ever. */
  const weighFragment = (name: string, page: number | null): Weight => {
    const key = `${name} ${page}`;
    const fragment = fragments.get(name);
    const type = typeNamed(fragment?.typeCondition.name.value);
    if (!fragment || !type) return nothing;
    const weight = known.get(key) ?? weigh(fragment.selectionSet, type, page);
    known.set(key, weight);
    return weight;
  };

  const weighField = (node: FieldNode, type: GraphQLNamedType, page: number | null): Weight => {
    const name = node.name.value;
    if (name === '__schema' || name === '__type') {
      introspects = true;
      return { cost: introspectionCost, depth: 1, fields: 1 };
    }
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const own = type === schema.getMutationType() ? mutationCost : 1;
    const inner = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(inner)) return { cost: own, depth: 1, fields: 1 };
    const below = weigh(node.selectionSet, inner, pageOf(node, field, operation, variables, sizes));
    return { cost: own + below.cost * itemsOf(field, page), depth: 1 + below.depth, fields: 1 };
  };

  const typeNamed = (name: string | undefined) => (name === undefined ? undefined : schema.getType(name));
  const root = schema.getRootType(operation.operation);
  const { cost, depth, fields } = root ? weigh(operation.selectionSet, root, null) : nothing;
  const measured = { cost, depth, rootFields: fields, ...countIn(document), introspects };
  const kept = measures.get(operation) ?? {
    pagesOf: (given) => JSON.stringify([...sizes].map((name) => numberOf(name, operation, given))),
    byPages: new Map<string, Measure>(),
  };
  if (kept.byPages.size >= mostKept) kept.byPages.clear();
  kept.byPages.set(kept.pagesOf(variables), measured);
  measures.set(operation, kept);
  return measured;
}

interface Weight {
  readonly cost: number;
  readonly depth: number;
  /** Of the selection itself, without what is within them. */
  readonly fields: number;
}
const nothing: Weight = { cost: 0, depth: 0, fields: 0 };

function itemsOf({ type }: GraphQLField<unknown, unknown>, page: number | null): number {
  if (!isListType(getNullableType(type)) || isLeafType(getNamedType(type))) return 1;
  return page ?? unboundedList;
}

/** How long the lists of the connection are that this field gives; null when it gives none. */
function pageOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  sizes: Set<string>,
): number | null {
  if (!field.args.some(({ name }) => name === 'first')) return null;
  const value = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (value?.kind === Kind.VARIABLE) sizes.add(value.name.value);
  const asked =
    value?.kind === Kind.VARIABLE
      ? numberOf(value.name.value, operation, variables)
      : value?.kind === Kind.INT
        ? Number(value.value)
        : defaultPageSize;
  return Math.min(Math.max(asked, 1), largestPage);
}

/** Variables come as the caller has sent them: what is no number will be refused. */
function numberOf(
  variable: string,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const given = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  if (given !== undefined) return typeof given === 'number' ? given : defaultPageSize;
  const fallback = variableDefinitions.find((each) => each.variable.name.value === variable)?.defaultValue;
  return fallback?.kind === Kind.INT ? Number(fallback.value) : defaultPageSize;
}

const counts = new WeakMap<DocumentNode, Pick<Measure, 'aliases' | 'directives'>>();

/** What stands in the text, whichever operation is run. */
function countIn(document: DocumentNode): Pick<Measure, 'aliases' | 'directives'> {
  const known = counts.get(document);
  if (known) return known;
  let [aliases, directives] = [0, 0];
  visit(document, {
    Field: ({ alias }) => {
      if (alias) aliases += 1;
    },
    Directive: () => {
      directives += 1;
    },
  });
  const counted = { aliases, directives };
  counts.set(document, counted);
  return counted;
}

/** Throws unless this viewer may ask for the schema. */
export function refuseIntrospection(viewer: Viewer | null): void {
  if (viewer?.access.may(Permission.INTROSPECT)) return;
  throw new Forbidden(`You may not ask for the schema: it takes the permission ${Permission.INTROSPECT}.`);
}
