import { execute as executeAnew, type ExecutionArgs, type ExecutionResult } from 'graphql';

import { planOf } from './plan';

type Execution = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues' | 'rootValue' | 'contextValue'
>;

/** Does what `execute` of graphql-js does, by a plan where there is one for the document. */
export const execute = (given: Execution): ExecutionResult | Promise<ExecutionResult> =>
  (planOf(given) ?? executeAnew)(given);
