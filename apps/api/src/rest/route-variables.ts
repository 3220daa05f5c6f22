import { Invalid } from '@cube/platform/errors';
import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

import type { Route } from './routes';

/** What a request brings. */
export interface Brought {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Something that a route takes, and where it stands in a request. */
export interface Parameter {
  /** The variable, or the field of an input type that the query string spells out. */
  readonly name: string;
  readonly place: 'path' | 'query' | 'body';
  readonly type: GraphQLInputType;
  /** The variable whose field it is. */
  readonly within?: string;
}

/** What a route takes, in the order of its document. */
export function parametersOf(
  schema: GraphQLSchema,
  { path }: Pick<Route, 'path'>,
  document: DocumentNode,
): readonly Parameter[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const found = variablesOf(document).flatMap(({ variable, type: node }): Parameter[] => {
    const name = variable.name.value;
    const type = typeFromAST(schema, node as never) as GraphQLInputType;
    if (inPath.includes(name)) return [{ name, place: 'path', type }];
    if (name === 'input') return [{ name, place: 'body', type }];
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return [{ name, place: 'query', type }];
    return Object.values(named.getFields()).map((field) => ({
      name: field.name,
      place: 'query',
      type: field.type,
      within: name,
    }));
  });
  // What stands in the path and belongs into the body, such as the bot of a new command.
  const body = found.find(({ place }) => place === 'body');
  const inner = body && getNamedType(body.type);
  const added = inPath
    .filter((name) => !found.some((each) => each.place === 'path' && each.name === name))
    .flatMap((name): Parameter[] => {
      const field = isInputObjectType(inner) ? inner.getFields()[name] : undefined;
      return field ? [{ name, place: 'path', type: field.type, within: 'input' }] : [];
    });
  return [...added, ...found];
}

/** The variables of the document, made from a request. GraphQL itself checks their types. */
export function variablesFrom(
  parameters: readonly Parameter[],
  { params, query, body }: Brought,
): Record<string, unknown> {
  const unknown = Object.keys(query).find(
    (name) => !parameters.some((each) => each.place === 'query' && each.name === name),
  );
  if (unknown !== undefined) throw refusal(unknown.slice(0, 60), 'There is no such parameter here.');
  const variables: Record<string, unknown> = {};
  const put = ({ name, within }: Parameter, value: unknown) => {
    if (within === undefined) variables[name] = value;
    else variables[within] = { ...Object(variables[within]), [name]: value };
  };
  for (const parameter of parameters) {
    if (parameter.place === 'body') variables[parameter.name] = bodyOf(body);
    else if (parameter.place === 'query' && query[parameter.name] !== undefined) {
      put(parameter, valueOf(parameter, query[parameter.name]));
    }
  }
  // Last, so that no body says otherwise.
  for (const parameter of parameters) {
    if (parameter.place === 'path') put(parameter, params[parameter.name]);
  }
  return variables;
}

const variablesOf = ({ definitions }: DocumentNode): readonly VariableDefinitionNode[] =>
  definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    ?.variableDefinitions ?? [];

function bodyOf(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Invalid('Send an object as JSON.');
}

/** The text of a query string as JSON would have it. Lists are repeated, or stand between commas. */
function valueOf({ name, type }: Parameter, given: unknown): unknown {
  const texts = [given].flat().map(String);
  if (isListType(getNullableType(type))) return texts.flatMap((text) => text.split(',')).filter(Boolean);
  const [text = '', ...more] = texts;
  if (more.length > 0) throw refusal(name, 'This stands more than once.');
  switch (getNamedType(type).name) {
    case 'Int':
      if (!/^-?\d{1,9}$/.test(text)) throw refusal(name, 'This is no whole number.');
      return Number(text);
    case 'Boolean':
      if (text !== 'true' && text !== 'false') throw refusal(name, 'This is neither true nor false.');
      return text === 'true';
    default:
      return text;
  }
}

const refusal = (field: string, message: string) => new Invalid(`${field}: ${message}`, [{ field, message }]);
