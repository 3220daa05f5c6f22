import {
  defaultFieldResolver,
  type FieldNode,
  getArgumentValues,
  GraphQLError,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type OperationDefinitionNode,
  OperationTypeNode,
  responsePathAsArray,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Path } from 'graphql/jsutils/Path.js';

import { isPlainField } from './plain-field';
import type { Run } from './run';
import { type AskedField, askedFields, NotPlanned, type Vocabulary } from './selected-fields';

/** A plan that is being made. */
export interface Draft extends Vocabulary {
  readonly operation: OperationDefinitionNode;
  /** Fields that it may still have. */
  room: number;
}

/** What a value becomes in the answer, or a promise of it. */
export type Completion = (run: Run, value: unknown, path: Path | undefined) => unknown;

/** A field of a type as a document asks for it. */
interface Place {
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: AskedField['nodes'];
}

/** The fields of an object, or of the root, as its selections ask for them; throws `NotPlanned`. */
export function objectOf(
  draft: Draft,
  type: GraphQLObjectType,
  nodes: readonly (FieldNode | OperationDefinitionNode)[],
): Completion {
  const asked = askedFields(
    draft,
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
  for (const each of asked) draft.room -= each.nodes.length;
  if (draft.room < 0) throw new NotPlanned();
  const fields = asked.map((each) => ({ key: each.key, answer: fieldOf(draft, type, each) }));
  return (run, source, path) => {
    const answer: Record<string, unknown> = {};
    let late: string[] | undefined;
    try {
      for (const { key, answer: answerOf } of fields) {
        const value = answerOf(run, source, path);
        answer[key] = value;
        if (value instanceof Promise) (late ??= []).push(key);
      }
    } catch (error) {
      if (!late) throw error;
      // As graphql-js: the others are waited for, and none of them is left unobserved.
      return settledIn(answer, late).finally(() => {
        throw error;
      });
    }
    return late ? settledIn(answer, late) : answer;
  };
}

// Functions of their own, for one that makes another costs its caller whether it is made or not. Each waits as often as graphql-js
// does: of two fields that fail, the first one decides.

const settledIn = (answer: Record<string, unknown>, late: readonly string[]): Promise<unknown> =>
  Promise.all(late.map((key) => answer[key])).then((values) => {
    for (const [index, key] of late.entries()) answer[key] = values[index];
    return answer;
  });

const completedLater = (
  complete: Completion,
  run: Run,
  value: PromiseLike<unknown>,
  path: Path | undefined,
): Promise<unknown> => Promise.resolve(value.then((settled) => complete(run, settled, path)));

/** Answers a field of the object at a path. */
function fieldOf(draft: Draft, parent: GraphQLObjectType, { key, name, nodes }: AskedField): Completion {
  if (name === '__typename') return () => parent.name;
  const field = parent.getFields()[name];
  if (!field) throw new NotPlanned();
  const { type } = field;
  const place = { parent, field, nodes };
  const complete = completionOf(draft, place, type);
  const isRootOfEvent =
    draft.operation.operation === OperationTypeNode.SUBSCRIPTION &&
    parent === draft.schema.getSubscriptionType();
  // What is followed was decided by the arguments of a subscription: an event no longer asks for them.
  const isRead = isPlainField(field) && (field.args.length === 0 || isRootOfEvent);
  const valueOf = isRead ? readerOf(draft, place) : resolverOf(draft, place);
  // Where nobody looks at its path, that is only worked out for an error.
  const hasPath = !(isRead && field.resolve && isLeafType(isNonNullType(type) ? type.ofType : type));
  const placeBelow = (above: Path | undefined): Path => ({ prev: above, key, typename: parent.name });
  const failed = (run: Run, error: unknown, above: Path | undefined, path = placeBelow(above)) =>
    run.nullFor(locatedError(error, nodes, responsePathAsArray(path)), type, path);
  const guarded = (run: Run, completed: Promise<unknown>, above: Path | undefined, path: Path | undefined) =>
    completed.then(undefined, (error: unknown) => failed(run, error, above, path));
  return (run, source, above) => {
    const path = hasPath ? placeBelow(above) : undefined;
    try {
      const value = valueOf(run, source, path);
      const completed = isPromise(value)
        ? completedLater(complete, run, value, path)
        : complete(run, value, path);
      return completed instanceof Promise ? guarded(run, completed, above, path) : completed;
    } catch (error) {
      return failed(run, error, above, path);
    }
  };
}

const noArguments = {};
const noInfo: GraphQLResolveInfo = Object(null);

/** Reads the property of its name, as graphql-js does where a field has no resolver; the one that Nest sets has a default value. */
function readerOf(draft: Draft, place: Place): Completion {
  const { resolve, name } = place.field;
  if (resolve)
    return ({ given: { contextValue } }, source) => resolve(source, noArguments, contextValue, noInfo);
  const resolved = resolverOf(draft, place);
  return (run, source, path) => {
    if (typeof source !== 'object' || source === null) return resolved(run, source, path);
    const value: unknown = Object(source)[name];
    return typeof value === 'function' ? resolved(run, source, path) : value;
  };
}

function resolverOf(draft: Draft, { parent, field, nodes }: Place): Completion {
  const { resolve = defaultFieldResolver } = field;
  const { schema, fragments, operation } = draft;
  return ({ given: { rootValue, contextValue, variableValues } }, source, path) => {
    if (!path) throw new Error(`${parent.name}.${field.name} is resolved where nobody wrote down its path.`);
    const info: GraphQLResolveInfo = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType: parent,
      path,
      schema,
      fragments,
      rootValue,
      operation,
      variableValues,
    };
    const given = field.args.length > 0 ? getArgumentValues(field, nodes[0], variableValues) : {};
    return resolve(source, given, contextValue, info);
  };
}

function completionOf(draft: Draft, place: Place, type: GraphQLOutputType): Completion {
  if (isNonNullType(type)) {
    const complete = completionOf(draft, place, type.ofType);
    // What comes later is an object or a list, and never null.
    return (run, value, path) => complete(run, value, path) ?? refuseNull(place);
  }
  const complete = presentOf(draft, place, type);
  return (run, value, path) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : complete(run, value, path);
  };
}

function presentOf(draft: Draft, place: Place, type: GraphQLOutputType): Completion {
  if (isLeafType(type)) {
    return (_, value) => {
      const serialized = type.serialize(value);
      return serialized ?? refuseLeaf(type, value, serialized);
    };
  }
  if (isListType(type)) return listOf(draft, place, type.ofType);
  if (!isObjectType(type) || type.isTypeOf) throw new NotPlanned();
  return objectOf(draft, type, place.nodes);
}

function listOf(draft: Draft, place: Place, type: GraphQLOutputType): Completion {
  const complete = completionOf(draft, place, type);
  const failed = (run: Run, error: unknown, path: Path) =>
    run.nullFor(locatedError(error, place.nodes, responsePathAsArray(path)), type, path);
  const guarded = (run: Run, completed: Promise<unknown>, path: Path) =>
    completed.then(undefined, (error: unknown) => failed(run, error, path));
  const itemOf = (run: Run, item: unknown, path: Path): unknown => {
    try {
      const completed = isPromise(item)
        ? completedLater(complete, run, item, path)
        : complete(run, item, path);
      return completed instanceof Promise ? guarded(run, completed, path) : completed;
    } catch (error) {
      return failed(run, error, path);
    }
  };
  return (run, value, listPath) => {
    if (!isIterable(value)) return refuseList(place);
    const items: unknown[] = [];
    try {
      // Not `map`, which leaves holes alone.
      for (const item of value)
        items.push(itemOf(run, item, { prev: listPath, key: items.length, typename: undefined }));
    } catch (error) {
      // Nobody waits for them any more; one that fails would end the process.
      for (const each of items) if (each instanceof Promise) each.catch(() => undefined);
      throw error;
    }
    return items.some((item) => item instanceof Promise) ? Promise.all(items) : items;
  };
}

function refuseNull({ parent, field }: Place): never {
  throw new Error(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`);
}

function refuseLeaf(type: GraphQLLeafType, value: unknown, serialized: unknown): never {
  throw new Error(
    `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
  );
}

function refuseList({ parent, field }: Place): never {
  throw new GraphQLError(`Expected Iterable, but did not find one for field "${parent.name}.${field.name}".`);
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && typeof Object(value)[Symbol.iterator] === 'function';

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';
