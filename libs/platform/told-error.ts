import { QueryFailedError } from 'typeorm';

import { messageOf } from './errors';

/** Characters of a statement that are told, and how deep causes are followed. */
const longestStatement = 2000;
const deepest = 4;

/** What of an error may be told beside its message, when it is a word or a number: where and by which rule, never with which values. */
const telling = [
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'hostname',
  'status',
  'method',
  'constraint',
  'schema',
  'table',
  'column',
  'severity',
  'routine',
] as const;

/** An error as operators read it. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  /** Without the message, which may quote values. */
  readonly stack?: string;
  /** Of an error of PostgreSQL, without its parameters. */
  readonly statement?: string;
  readonly cause?: ToldError;
  readonly errors?: readonly ToldError[];
  readonly [fact: string]: unknown;
}

/**
 * What of an error may stand in a log. Values that a query was called with may be secrets, and so may what was sent to
 * Discord: of TypeORM’s errors neither `parameters` nor `driverError` is told, of all others nothing but what `telling` names.
 */
export function toldError(error: Error, depth = 0): ToldError {
  const told: Record<string, unknown> = {};
  for (const name of telling) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string' || typeof value === 'number') told[name] = value;
  }
  const frames = framesOf(error);
  const inner = depth < deepest ? innerOf(error, depth) : {};
  return {
    type: error.name,
    message: messageOf(error),
    ...told,
    ...(error instanceof QueryFailedError && { statement: error.query.slice(0, longestStatement) }),
    ...(frames && { stack: frames }),
    ...inner,
  };
}

function innerOf(error: Error, depth: number): Pick<ToldError, 'cause' | 'errors'> {
  const { cause } = error;
  const errors = error instanceof AggregateError ? error.errors.filter((each) => each instanceof Error) : [];
  return {
    ...(cause instanceof Error && { cause: toldError(cause, depth + 1) }),
    ...(errors.length > 0 && { errors: errors.slice(0, 10).map((each) => toldError(each, depth + 1)) }),
  };
}

/** The stack behind the message. */
function framesOf({ stack = '', message }: Error): string | undefined {
  const after = stack.indexOf(message);
  const frames = after < 0 ? stack : stack.slice(after + message.length);
  const first = frames.indexOf('\n    at ');
  return first < 0 ? undefined : frames.slice(first + 1);
}
