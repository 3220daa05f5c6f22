import {
  execute as executeAnew,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';

import { type Plan, planOf } from './plan';

type Execution = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues' | 'rootValue' | 'contextValue'
>;

/** Fields of all plans that are kept, at one to two kilobytes each; the panel has some two thousand. */
const mostFields = 10_000;
/** Milliseconds for which plans stand before others may take their room. */
const standFor = 60_000;

/** By its operation, null for what is left to graphql-js; a plan goes with its document. A document belongs to one schema. */
let plans = new WeakMap<OperationDefinitionNode, Plan | null>();
let room = mostFields;
let since = -Infinity;
/** A plan costs three executions: it is made for what is asked again. */
const askedBefore = new WeakSet<OperationDefinitionNode>();

/** Does what `execute` of graphql-js does, by a plan where there is one for the document. */
export function execute(given: Execution): ExecutionResult | Promise<ExecutionResult> {
  const operation = getOperationAST(given.document, given.operationName);
  const plan = operation && keptFor(given, operation);
  return plan ? plan.execute(given) : executeAnew(given);
}

function keptFor(given: Execution, operation: OperationDefinitionNode): Plan | null {
  const known = plans.get(operation);
  if (known !== undefined) return known;
  if (!askedBefore.has(operation)) {
    askedBefore.add(operation);
    return null;
  }
  if (room <= 0) {
    // Whoever asks in ever other words must not have all plans made anew all the time: the rest is left to graphql-js for a while.
    if (performance.now() - since < standFor) return null;
    plans = new WeakMap();
    room = mostFields;
  }
  if (room === mostFields) since = performance.now();
  const plan = planOf(given, operation);
  plans.set(operation, plan);
  room -= plan?.fields ?? 0;
  return plan;
}
