import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What stands in a document, found out once: the same one comes again and again. */
export interface Asked {
  /** The operation as people know it, such as `query Bots` or `query { bots }`. */
  readonly name: string;
  /** Fields and enum values as `Bot.name`, arguments as `Query.bots(first:)`. */
  readonly fields: readonly string[];
}

const longestName = 120;
const known = new WeakMap<DocumentNode, Map<string, Asked>>();

export function askedIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): Asked {
  const ofDocument = known.get(document) ?? new Map<string, Asked>();
  known.set(document, ofDocument);
  const key = operationName ?? '';
  const asked = ofDocument.get(key) ?? {
    name: nameOf(document, operationName),
    fields: fieldsOf(schema, document),
  };
  ofDocument.set(key, asked);
  return asked;
}

function nameOf(document: DocumentNode, operationName: string | null | undefined): string {
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
  if (!operation) return 'unknown';
  const roots = operation.selectionSet.selections.map((each) =>
    each.kind === Kind.FIELD ? each.name.value : '…',
  );
  const name = operation.name?.value ?? `{ ${roots.join(' ')} }`;
  return `${operation.operation} ${name}`.slice(0, longestName);
}

function fieldsOf(schema: GraphQLSchema, document: DocumentNode): readonly string[] {
  const fields = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name, arguments: given }) => {
        const field = `${types.getParentType()?.name ?? '?'}.${name.value}`;
        fields.add(field);
        given?.forEach((argument) => fields.add(`${field}(${argument.name.value}:)`));
      },
      EnumValue: ({ value }) => {
        const type = types.getInputType();
        if (type) fields.add(`${String(type).replaceAll(/[[\]!]/g, '')}.${value}`);
      },
      ObjectField: ({ name }) => {
        const type = types.getParentInputType();
        if (type) fields.add(`${String(type).replaceAll(/[[\]!]/g, '')}.${name.value}`);
      },
    }),
  );
  return [...fields].filter((field) => !field.includes('.__'));
}
