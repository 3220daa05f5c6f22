import type { Viewer } from '@cube/platform/viewer';
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** One operation that somebody sent, and what came of it. */
export interface MeteredOperation {
  readonly viewer: Viewer;
  readonly schema: GraphQLSchema;
  /** Undefined when it did not get so far that there was one. */
  readonly document: DocumentNode | undefined;
  readonly operationName: string | null | undefined;
  /** Points. */
  readonly cost: number;
  readonly hasFailed: boolean;
}

/** Counts what people and programs ask of the API. The room of accounts implements it. */
export abstract class OperationMeter {
  abstract count(operation: MeteredOperation): void;
}
