import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** What went wrong, in the words of whoever has to do something about it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly FieldProblem[];
  /** Stands in the server's error log too. */
  readonly id?: string;
}

interface RawError {
  readonly message: string;
  readonly extensions?: Record<string, unknown> | undefined;
}

export function failureOf(error: unknown): Failure {
  const raw = firstError(error);
  if (raw) return fromGraphQL(raw);
  return {
    code: 'UNREACHABLE',
    message: 'The server does not answer. Check that Social Cube is running, then try again.',
    fields: [],
  };
}

/** What an address that is no GraphQL said: `{ code, message, … }`. */
export function failureOfAnswer(status: number, text: string): Failure {
  try {
    const body: unknown = JSON.parse(text);
    if (isRecord(body) && typeof body['message'] === 'string') {
      return fromGraphQL({ message: body['message'], extensions: body });
    }
  } catch {
    // A proxy's error page is no JSON.
  }
  const raw = byStatus(status);
  return raw ? fromGraphQL(raw) : failureOf(undefined);
}

function firstError(error: unknown): RawError | undefined {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0];
  // Some refusals come with a status of their own (401 for a stranger), and their errors in the body.
  if (ServerError.is(error)) return errorInBody(error.bodyText) ?? byStatus(error.statusCode);
  return undefined;
}

function errorInBody(text: string): RawError | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (!isRecord(body) || !Array.isArray(body['errors'])) return undefined;
    const [first]: unknown[] = body['errors'];
    if (!isRecord(first) || typeof first['message'] !== 'string') return undefined;
    return {
      message: first['message'],
      extensions: isRecord(first['extensions']) ? first['extensions'] : undefined,
    };
  } catch {
    return undefined; // A proxy's error page is no JSON.
  }
}

function byStatus(status: number): RawError | undefined {
  if (status === 401) return { message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } };
  if (status === 413)
    return { message: 'That is too long to send. Shorten it.', extensions: { code: 'INVALID' } };
  if (status === 429) {
    return {
      message: 'Too many requests. Wait a moment, then try again.',
      extensions: { code: 'UNAVAILABLE' },
    };
  }
  return undefined;
}

function fromGraphQL({ message, extensions }: RawError): Failure {
  const code = extensions?.['code'];
  const id = extensions?.['id'];
  const fields = extensions?.['fields'];
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message,
    fields: Array.isArray(fields) ? fields.filter(isFieldProblem) : [],
    ...(typeof id === 'string' ? { id } : {}),
  };
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value['field'] === 'string' && typeof value['message'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
