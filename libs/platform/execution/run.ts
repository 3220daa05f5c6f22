import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLOutputType,
  isNonNullType,
  locatedError,
} from 'graphql';
import type { Path } from 'graphql/jsutils/Path.js';

/** What an operation is executed with; `variableValues` are coerced already. */
export interface Given {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** One execution: what it is given, and what went wrong in it. */
export class Run {
  private errors: GraphQLError[] | undefined;
  /** Where errors made it null: what lies below is no longer answered, so that nothing is said of it. */
  private nulled: Set<Path | undefined> | undefined;

  constructor(readonly given: Given) {}

  /** Throws what a field that must not be null hands on to the one above it. */
  nullFor(error: GraphQLError, type: GraphQLOutputType, path: Path | undefined): null {
    if (isNonNullType(type)) throw error;
    this.note(error, path);
    return null;
  }

  result(data: unknown): ExecutionResult {
    const whole: Record<string, unknown> | null = data === null ? null : Object(data);
    return this.errors ? { errors: this.errors, data: whole } : { data: whole };
  }

  failed(error: unknown): ExecutionResult {
    this.note(locatedError(error, undefined), undefined);
    return this.result(null);
  }

  private note(error: GraphQLError, path: Path | undefined): void {
    this.nulled ??= new Set();
    for (let above = path; above; above = above.prev) if (this.nulled.has(above)) return;
    if (this.nulled.has(undefined)) return;
    this.nulled.add(path);
    (this.errors ??= []).push(error);
  }
}
