import { createHash } from 'node:crypto';

import { isDatabaseAway } from '@cube/platform/database';
import { AppError, messageOf, Unavailable } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import { redact } from '@cube/platform/redaction';
import { Injectable } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { EventLog } from './event-log';
import { traceOf } from './stack';

/** Codes that GraphQL and Apollo themselves give to what a caller did wrong. */
const callersFault = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Which request led to an error. */
export interface ErrorOrigin {
  /** The name that the caller gave the operation, or the route of REST. */
  readonly operation: string | null;
  /** Null for a stranger. */
  readonly account: { readonly id: string; readonly name: string } | null;
}

/** Turns whatever was thrown into what its reader needs: a sentence and a code for people, a stack for operators. */
@Injectable()
export class ErrorReporter {
  private readonly origins = new WeakMap<object, ErrorOrigin>();

  constructor(
    private readonly log: EventLog,
    private readonly logger: Logger,
  ) {}

  /** Notes which request threw something, for when it turns out to be an unexpected error. */
  comesFrom(thrown: unknown, origin: ErrorOrigin): void {
    if (typeof thrown === 'object' && thrown !== null) this.origins.set(thrown, origin);
  }

  /** Writes an unexpected error to the log; returns the id by which people can name it: that of its entry in the event log. */
  report(error: unknown, context: { readonly botId?: string; readonly where: string }): string {
    const message = redact(messageOf(error)).slice(0, 2000);
    const fingerprint = fingerprintOf(error);
    const botId = context.botId ?? null;
    const { operation = null, account = null } =
      (error instanceof Error ? this.origins.get(error) : undefined) ?? {};
    const { stack, ...thrownAt } = traceOf(error);
    const data = {
      botId,
      message,
      fingerprint,
      name: error instanceof Error ? redact(error.name).slice(0, 100) : null,
      ...thrownAt,
      stack: stack === null ? null : redact(stack),
      where: redact(context.where).slice(0, 200),
      operation: operation?.slice(0, 100) ?? null,
      accountId: account?.id ?? null,
      accountName: account?.name ?? null,
    };
    const id = this.log.record({
      kind: 'error.raised',
      topic: botId,
      subject: { kind: 'error', id: fingerprint },
      data,
    });
    this.logger.error(message, error instanceof Error ? error : new Error(message), { id, ...context });
    return id;
  }

  /** What callers can be told about an error: that the database is away is no mystery to them. */
  understood(error: unknown): unknown {
    if (!isDatabaseAway(error)) return error;
    this.logger.warn(`The database is away: ${messageOf(error)}`, 'ErrorReporter');
    return new Unavailable('The database does not answer right now. Try again in a moment.');
  }

  /** An error as a GraphQL response carries it. `error` is what the executor made of `thrown`. */
  present(error: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
    const cause = this.understood(thrown instanceof GraphQLError ? (thrown.originalError ?? thrown) : thrown);
    const place = {
      ...(error.locations && { locations: error.locations }),
      ...(error.path && { path: error.path }),
    };
    if (cause instanceof AppError) {
      const fields = cause.fields.length > 0 ? { fields: cause.fields } : {};
      return {
        message: cause.message,
        ...place,
        extensions: { code: cause.code, ...cause.facts, ...fields },
      };
    }
    const code = String(error.extensions?.['code'] ?? '');
    if (callersFault.has(code)) return { message: error.message, ...place, extensions: { code } };
    if (cause instanceof GraphQLError) {
      return { message: error.message, ...place, extensions: { code: 'BAD_USER_INPUT' } };
    }
    const id = this.report(cause, { where: `GraphQL ${error.path?.join('.') ?? ''}`.trim() });
    const message = `Something broke on our side. Name this error to whoever runs this installation: ${id}`;
    return { message, ...place, extensions: { code: 'INTERNAL', id } };
  }
}

/** The same for every occurrence of one fault: its name, its message without numbers, and where it was thrown. */
function fingerprintOf(error: unknown): string {
  const [, where = ''] = error instanceof Error ? (error.stack ?? '').split('\n    at ') : [];
  const what = error instanceof Error ? `${error.name}:${messageOf(error)}` : messageOf(error);
  return createHash('sha256')
    .update(`${what.replaceAll(/\d+/g, '#')}@${where}`)
    .digest('hex')
    .slice(0, 16);
}
