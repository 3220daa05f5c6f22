import {
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  getVariableValues,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';

import { type Completion, objectOf } from './completion';
import { Run } from './run';
import { NotPlanned } from './selected-fields';

type Question = Pick<ExecutionArgs, 'schema' | 'document'>;
type Given = Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>;

/** How one operation of a document is executed. */
export interface Plan {
  /** Fields as often as they are named, those of fragments wherever they are spread. */
  readonly fields: number;
  /** A promise only where a resolver answers with one. */
  execute(given: Given): ExecutionResult | Promise<ExecutionResult>;
}

/** A short text can name very many fields; the longest document of the panel has some fifty. */
const mostFields = 300;
/** Errors of variables after which no more are looked for; graphql-js has the same. */
const mostErrors = 50;

/**
 * The plan of a query or of a subscription's event: what graphql-js works out anew for each object, such as which fields are asked of
 * it, is worked out once for a document, and what only reads a property is not told where it stands. Its answer is what `execute` of
 * graphql-js answers, errors included. Null for what is left to that: mutations, introspection, interfaces and unions, types that
 * look at their values, and what a variable leaves out.
 */
export function planOf({ schema, document }: Question, operation: OperationDefinitionNode): Plan | null {
  const type = schema.getRootType(operation.operation);
  if (!type || operation.operation === OperationTypeNode.MUTATION) return null;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  }
  const draft = { schema, fragments, operation, room: mostFields };
  let answer: Completion;
  try {
    answer = objectOf(draft, type, [operation]);
  } catch (error) {
    // Whatever is odd about the document, graphql-js will say what.
    if (error instanceof NotPlanned || error instanceof GraphQLError) return null;
    throw error;
  }
  return {
    fields: mostFields - draft.room,
    execute: ({ rootValue, contextValue, variableValues }) => {
      const { coerced, errors } = getVariableValues(
        schema,
        operation.variableDefinitions ?? [],
        variableValues ?? {},
        { maxErrors: mostErrors },
      );
      if (errors) return { errors };
      const run = new Run({ rootValue, contextValue, variableValues: coerced });
      try {
        const data = answer(run, rootValue, undefined);
        if (!(data instanceof Promise)) return run.result(data);
        return data.then(
          (late) => run.result(late),
          (error: unknown) => run.failed(error),
        );
      } catch (error) {
        return run.failed(error);
      }
    },
  };
}
