import { version } from '@cube/platform/version';
import {
  type FieldNode,
  getNamedType,
  type GraphQLEnumType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

import { type Parameter, parametersOf } from './route-variables';
import { type Route, routes } from './routes';

/** JSON Schema, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

const made = new WeakMap<GraphQLSchema, OpenApi>();

/** The OpenAPI document of the facade, made from the table of routes and the GraphQL schema: it cannot say otherwise than they do. */
export function openApi(schema: GraphQLSchema): OpenApi {
  const known = made.get(schema) ?? new Writer(schema).write();
  made.set(schema, known);
  return known;
}

class Writer {
  private readonly schemas: Record<string, JsonSchema> = {
    Error: {
      type: 'object',
      required: ['code', 'message', 'fields'],
      properties: {
        code: { type: 'string', description: 'For programs, for example NOT_FOUND.' },
        message: { type: 'string', description: 'For people: what to do.' },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'message'],
            properties: { field: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  };

  constructor(private readonly schema: GraphQLSchema) {}

  write(): OpenApi {
    const paths: Record<string, Record<string, Operation>> = {};
    for (const route of routes) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: this.operation(route) };
    }
    return {
      openapi: '3.1.0',
      info: {
        title: 'Social Cube',
        version,
        description:
          'Bots, their servers, commands and logs. The same things, and live feeds, are at /graphql.',
      },
      servers: [{ url: '/api/v1' }],
      security: [{ apiKey: [] }, { clientCredentials: [] }],
      paths,
      components: {
        schemas: this.schemas,
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: cube_…' },
          clientCredentials: {
            type: 'oauth2',
            flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
          },
        },
      },
    };
  }

  private operation(route: Route): Operation {
    const document = parse(route.document);
    const parameters = parametersOf(this.schema, route, document);
    const body = parameters.find(({ place }) => place === 'body');
    const inPath = parameters.filter(({ place }) => place === 'path').map(({ name }) => name);
    return {
      operationId: route.name,
      summary: route.summary,
      parameters: parameters.filter(({ place }) => place !== 'body').map((each) => this.parameter(each)),
      ...(body && { requestBody: { required: true, content: json(this.body(body.type, inPath)) } }),
      responses: {
        [route.status ?? 200]: { description: 'Done.', content: json(this.answer(document)) },
        default: { description: 'An error.', content: json({ $ref: '#/components/schemas/Error' }) },
      },
    };
  }

  private parameter({ name, place, type }: Parameter) {
    return { name, in: place, required: place === 'path' || isNonNullType(type), schema: this.input(type) };
  }

  /** An input type without what the path says already. */
  private body(type: GraphQLInputType, inPath: readonly string[]): JsonSchema {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) throw new Error(`${String(type)} is no body.`);
    const fields = Object.values(named.getFields()).filter(({ name }) => !inPath.includes(name));
    return {
      type: 'object',
      required: fields.filter(({ type: of }) => isNonNullType(of)).map(({ name }) => name),
      properties: Object.fromEntries(
        fields.map(({ name, description, type: of }) => [
          name,
          { ...this.input(of), ...(description && { description }) },
        ]),
      ),
    };
  }

  private input(type: GraphQLInputType): JsonSchema {
    if (isNonNullType(type)) return this.input(type.ofType);
    if (isListType(type)) return { type: 'array', items: this.input(type.ofType) };
    if (isInputObjectType(type)) return this.body(type, []);
    return isEnumType(type) ? this.enumeration(type) : scalar(type.name);
  }

  private answer(document: ReturnType<typeof parse>): JsonSchema {
    const operation = document.definitions.find(
      (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
    );
    const root = operation && this.schema.getRootType(operation.operation);
    const [node] = operation?.selectionSet.selections ?? [];
    if (!root || node?.kind !== Kind.FIELD) throw new Error('A route asks for one field.');
    const type = root.getFields()[node.name.value]?.type;
    if (!type) throw new Error(`There is no ${node.name.value}.`);
    const named = getNamedType(type);
    if (!isObjectType(named) || !node.selectionSet) {
      return { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
    }
    const whole = this.object(named, node.selectionSet);
    const { nodes, pageInfo, ...rest } = Object(whole['properties']);
    if (!nodes || !pageInfo) return whole;
    const properties = {
      items: nodes,
      next: { type: ['string', 'null'], description: 'The address of the next page.' },
      cursor: { type: ['string', 'null'], description: 'Pass it as after for the next page.' },
      ...rest,
    };
    return { type: 'object', required: Object.keys(properties), properties };
  }

  private object(type: GraphQLObjectType, { selections }: SelectionSetNode): JsonSchema {
    const nodes = selections.filter((each): each is FieldNode => each.kind === Kind.FIELD);
    return {
      type: 'object',
      required: nodes.map(({ name }) => name.value),
      properties: Object.fromEntries(
        nodes.map((node) => {
          const field = type.getFields()[node.name.value];
          if (!field) throw new Error(`There is no ${type.name}.${node.name.value}.`);
          const shape = this.output(field.type, node);
          return [
            node.name.value,
            { ...shape, ...(field.description && { description: field.description }) },
          ];
        }),
      ),
    };
  }

  private output(type: GraphQLOutputType, node: FieldNode): JsonSchema {
    if (isNonNullType(type)) return this.present(type.ofType, node);
    const shape = this.present(type, node);
    if (typeof shape['type'] === 'string') return { ...shape, type: [shape['type'], 'null'] };
    return { oneOf: [shape, { type: 'null' }] };
  }

  private present(type: GraphQLOutputType, node: FieldNode): JsonSchema {
    if (isListType(type)) return { type: 'array', items: this.output(type.ofType, node) };
    const named = getNamedType(type);
    if (isObjectType(named)) {
      if (!node.selectionSet) throw new Error(`${node.name.value} wants a selection.`);
      return this.object(named, node.selectionSet);
    }
    return isEnumType(named) ? this.enumeration(named) : scalar(named.name);
  }

  private enumeration(type: GraphQLEnumType): JsonSchema {
    this.schemas[type.name] ??= {
      type: 'string',
      enum: type.getValues().map(({ name }) => name),
      ...(type.description && { description: type.description }),
    };
    return { $ref: `#/components/schemas/${type.name}` };
  }
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } });

function scalar(name: string): JsonSchema {
  switch (name) {
    case 'Int':
      return { type: 'integer' };
    case 'Float':
      return { type: 'number' };
    case 'Boolean':
      return { type: 'boolean' };
    case 'DateTime':
      return { type: 'string', format: 'date-time' };
    default:
      return { type: 'string' };
  }
}
