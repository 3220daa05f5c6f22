/** What a program may switch on; `extensions.code` of a GraphQL error and `code` of a REST error. */
export type ErrorCode =
  | 'NEEDS_APPROVAL'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'CONFLICT'
  | 'UNAVAILABLE'
  | 'TOO_COMPLEX'
  | 'RATE_LIMITED';

/** One thing that is wrong with one input field. `field` is a path such as `name` or `options.0.name`. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** An error that is meant for whoever asked: its message says what to do, and reaches them as it stands. */
export abstract class AppError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly status: number;
  /** Further facts for programs, beside the code. */
  readonly facts: Readonly<Record<string, string | number>> = {};

  constructor(
    message: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class Unauthenticated extends AppError {
  readonly code = 'UNAUTHENTICATED';
  readonly status = 401;
}

export class Forbidden extends AppError {
  readonly code = 'FORBIDDEN';
  readonly status = 403;
}

export class NotFound extends AppError {
  readonly code = 'NOT_FOUND';
  readonly status = 404;
}

export class Invalid extends AppError {
  readonly code = 'INVALID';
  readonly status = 400;
}

export class Conflict extends AppError {
  readonly code = 'CONFLICT';
  readonly status = 409;
}

/** Nothing is wrong: a second person has to agree first. */
export class NeedsApproval extends AppError {
  readonly code = 'NEEDS_APPROVAL';
  readonly status = 409;
}

export class Unavailable extends AppError {
  readonly code = 'UNAVAILABLE';
  readonly status = 503;
}

/** A GraphQL request that asks for more than one request may. */
export class TooComplex extends AppError {
  readonly code = 'TOO_COMPLEX';
  readonly status = 400;
}

/** Too many requests, by now: the same will do later. */
export class TooMany extends AppError {
  readonly code = 'RATE_LIMITED';
  readonly status = 429;
  override readonly facts: { readonly retryAfter: number };

  /** `retryAfter` in whole seconds. */
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
    this.facts = { retryAfter };
  }
}

/** Which error it is to PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html); undefined of all others. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = Object(error);
  return typeof severity === 'string' && typeof code === 'string' ? code : undefined;
}

/**
 * The message of whatever was thrown. Where PostgreSQL quotes the value that it cannot read (class 22: `invalid input syntax
 * for type uuid: "…"`), the value is left out: it may be a secret.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return sqlStateOf(error)?.startsWith('22') ? error.message.replace(/".*"/s, '"…"') : error.message;
}
