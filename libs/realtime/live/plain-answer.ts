import { isPlainField } from '@cube/platform/plain-field';
import {
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getOperationAST,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** The `data` of the answer for a payload. */
export type PlainAnswer = (payload: unknown) => unknown;
type Question = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'>;

interface Scope {
  readonly schema: GraphQLSchema;
  /** Fields that the answer may still have. */
  room: number;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * Fields of an answer, those of fragments counted wherever they are spread: an answer is kept with its document, and a short text
 * can name very many. The longest document of the panel has some fifty.
 */
const mostFields = 300;

/** Thrown where an answer takes more than reading properties. */
class NotPlain extends Error {}

/**
 * What answers each operation, null for graphql-js. Thousands ask in the same words, and `LiveDocuments`, which belongs to one schema,
 * keeps one tree for all of them.
 */
const answers = new WeakMap<OperationDefinitionNode, PlainAnswer | null>();

/**
 * What answers a subscription whose fields only read properties of its payload: what `execute` of graphql-js works out anew for
 * each event, such as which fields are asked and with which arguments, is worked out once for a document. It answers as graphql-js
 * does, or throws `NotPlain`, or what a scalar throws, for a payload that is not what the schema says: that is for graphql-js
 * to report. Null for a document with resolvers, with arguments below its root, or with what only a value or a variable decides.
 */
export function plainAnswerTo({ schema, document, operationName }: Question): PlainAnswer | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  let answer = answers.get(operation);
  if (answer === undefined) {
    try {
      answer = answerOf(schema, document, operation);
    } catch {
      // Whatever is odd about it, graphql-js will say what.
      answer = null;
    }
    answers.set(operation, answer);
  }
  return answer;
}

function answerOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PlainAnswer {
  const root = schema.getSubscriptionType();
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((each) => [each.name.value, each]));
  const scope = { schema, room: mostFields, fragments: byName };
  const [asked, ...more] = root ? fieldsOf(scope, root, [operation.selectionSet]) : [];
  const field = asked && root?.getFields()[asked.name];
  // Its arguments have decided what is followed: an event no longer asks for them.
  if (!field || more.length > 0 || !isPlainField(field)) throw new NotPlain();
  const { key, nodes } = asked;
  const complete = completionFor(scope, field.type, nodes);
  return (payload) => ({ [key]: complete(payload) });
}

/** What a value becomes in the answer. */
type Completion = (value: unknown) => unknown;

function completionFor(scope: Scope, type: GraphQLOutputType, nodes: readonly FieldNode[]): Completion {
  if (isNonNullType(type)) {
    const complete = completionFor(scope, type.ofType, nodes);
    return (value) => complete(value) ?? refuse();
  }
  const complete = completionOfValue(scope, type, nodes);
  return (value) => (value === null || value === undefined ? null : complete(settled(value)));
}

function completionOfValue(scope: Scope, type: GraphQLOutputType, nodes: readonly FieldNode[]): Completion {
  if (isLeafType(type)) return (value) => settled(type.serialize(value)) ?? refuse();
  if (isListType(type)) {
    const complete = completionFor(scope, type.ofType, nodes);
    // Not `map`, which leaves holes alone.
    return (value) => (Array.isArray(value) ? Array.from(value, (item) => complete(item)) : refuse());
  }
  if (!isObjectType(type) || type.isTypeOf) throw new NotPlain();
  return completionOfObject(scope, type, nodes);
}

function completionOfObject(scope: Scope, type: GraphQLObjectType, nodes: readonly FieldNode[]): Completion {
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const asked = fieldsOf(scope, type, selectionSets);
  scope.room -= asked.length;
  if (scope.room < 0) throw new NotPlain();
  const fields = asked.map(({ key, name, nodes: merged }) => {
    if (name === '__typename') return { key, valueIn: () => type.name };
    const field = type.getFields()[name];
    if (!field || field.args.length > 0 || !isPlainField(field)) throw new NotPlain();
    const complete = completionFor(scope, field.type, merged);
    const read = readerOf(field);
    return { key, valueIn: (source: unknown) => complete(read(source)) };
  });
  return (source) => {
    const answer: Record<string, unknown> = {};
    for (const { key, valueIn } of fields) answer[key] = valueIn(source);
    return answer;
  };
}

/** The resolver that Nest sets has a default value for what is missing. */
function readerOf({ name, resolve }: GraphQLField<unknown, unknown>): (source: unknown) => unknown {
  if (resolve) return (source) => resolve(source, {}, undefined, Object(null));
  return (source) => (typeof source === 'object' ? Object(source)[name] : refuse());
}

interface Asked {
  /** The name under which it stands in the answer. */
  readonly key: string;
  readonly name: string;
  /** A field may be named more than once; what is asked of it is joined. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

function fieldsOf(
  scope: Scope,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): readonly Asked[] {
  const found = new Map<string, [FieldNode, ...FieldNode[]]>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        // Assigned to an object it would be no key.
        if (key === '__proto__') throw new NotPlain();
        const known = found.get(key);
        if (known) known.push(selection);
        else found.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : scope.fragments.get(selection.name.value);
      if (fragment && appliesTo(scope, type, fragment)) collect(fragment.selectionSet);
    }
  };
  selectionSets.forEach(collect);
  return [...found].map(([key, nodes]) => ({ key, name: nodes[0].name.value, nodes }));
}

/** Throws where a variable decides. */
function isIncluded(node: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node);
  const include = getDirectiveValues(GraphQLIncludeDirective, node);
  return skip?.['if'] !== true && include?.['if'] !== false;
}

function appliesTo(
  { schema }: Scope,
  type: GraphQLObjectType,
  { typeCondition }: Pick<FragmentDefinitionNode, 'typeCondition'> | { typeCondition?: undefined },
): boolean {
  if (!typeCondition) return true;
  const wanted = typeFromAST(schema, typeCondition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

/** A promise, a function and an error each mean something to graphql-js. */
function settled(value: unknown): unknown {
  if (typeof value === 'function') refuse();
  if (typeof value === 'object' && value !== null && ('then' in value || value instanceof Error)) refuse();
  return value;
}

function refuse(): never {
  throw new NotPlain();
}
