import {
  execute as executeAnew,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import { type Plan, planOf } from './plan';

type Execution = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues' | 'rootValue' | 'contextValue'
>;

/** Fields of all plans that are kept, at one to two kilobytes each; the panel has some two thousand. */
const mostFields = 10_000;

/** By its operation, null for what is left to graphql-js. A document belongs to one schema. */
const plans = new LRUCache<OperationDefinitionNode, { readonly plan: Plan | null }>({
  maxSize: mostFields,
  sizeCalculation: ({ plan }) => 1 + (plan?.fields ?? 0),
});
/** A plan costs three executions: it is made for what is asked again. */
const askedBefore = new WeakSet<OperationDefinitionNode>();

/** Does what `execute` of graphql-js does, by a plan where there is one for the document. */
export function execute(given: Execution): ExecutionResult | Promise<ExecutionResult> {
  const operation = getOperationAST(given.document, given.operationName);
  const plan = operation && keptFor(given, operation);
  return plan ? plan.execute(given) : executeAnew(given);
}

function keptFor(given: Execution, operation: OperationDefinitionNode): Plan | null {
  const kept = plans.get(operation);
  if (kept) return kept.plan;
  if (!askedBefore.has(operation)) {
    askedBefore.add(operation);
    return null;
  }
  const plan = planOf(given, operation);
  plans.set(operation, { plan });
  return plan;
}
