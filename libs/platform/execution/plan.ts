import {
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';

import { type Completion, type Draft, objectOf } from './completion';
import { Run } from './run';

type Question = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'>;
type Given = Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>;

/** Executes one operation of a document; a promise only where a resolver answers with one. */
export type Plan = (given: Given) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Fields of a plan, those of fragments counted wherever they are spread: a plan is kept with its document, and a short text can
 * name very many. The longest document of the panel has some fifty.
 */
const mostFields = 300;
/** Fields of all plans that are kept; some 500 bytes each. */
const mostKept = 20_000;
/** Errors of variables after which no more are looked for; graphql-js has the same. */
const mostErrors = 50;

/** What each operation is executed by, null for graphql-js. A document belongs to one schema. */
let plans = new WeakMap<OperationDefinitionNode, Plan | null>();
let kept = 0;

/**
 * The plan of a query or of a subscription's event: what graphql-js works out anew for each object, such as which fields are asked of
 * it, is worked out once for a document, and what only reads a property is not told where it stands. Its answer is what `execute` of
 * graphql-js answers, errors included. Null for what is left to that: mutations, introspection, interfaces and unions, types that
 * look at their values, and what a variable leaves out.
 */
export function planOf({ schema, document, operationName }: Question): Plan | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const known = plans.get(operation);
  if (known !== undefined) return known;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  }
  const draft = { schema, fragments, operation, room: mostFields };
  const plan = planned(draft);
  kept += mostFields - Math.max(0, draft.room);
  if (kept > mostKept) {
    plans = new WeakMap();
    kept = 0;
  }
  plans.set(operation, plan);
  return plan;
}

function planned(draft: Draft): Plan | null {
  const { schema, operation } = draft;
  const type = schema.getRootType(operation.operation);
  if (!type || operation.operation === OperationTypeNode.MUTATION) return null;
  let answer: Completion;
  try {
    answer = objectOf(draft, type, [operation]);
  } catch {
    // Whatever is odd about it, graphql-js will say what.
    return null;
  }
  return ({ rootValue, contextValue, variableValues }) => {
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
  };
}
