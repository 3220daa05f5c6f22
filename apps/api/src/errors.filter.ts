import { AppError, TooMany } from '@cube/platform/errors';
import { refusalHeaders } from '@cube/platform/limits';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** What a caller over plain HTTP reads of an error. GraphQL's own go through `ErrorReporter.present` as they are. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(private readonly reporter: ErrorReporter) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<'http' | 'graphql'>() === 'graphql') return error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, body } = this.answerTo(error, request);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof TooMany) void reply.headers(refusalHeaders(error));
    void reply.status(status).send(body);
    return undefined;
  }

  private answerTo(thrown: unknown, { method, url }: FastifyRequest): Answer {
    const error = this.reporter.understood(thrown);
    const shaped = (status: number, code: string, message: string, more: object = {}): Answer => ({
      status,
      body: errorBody(url, code, message, more),
    });
    if (error instanceof AppError) {
      const { fields } = error;
      return shaped(error.status, error.code, error.message, {
        ...(fields[0] && { fields }),
        ...error.facts,
      });
    }
    if (error instanceof HttpException) {
      const status = error.getStatus();
      const said = error.getResponse();
      // The health check brings its own body.
      if (typeof said === 'object' && 'details' in said) return { status, body: said };
      return shaped(status, codeOf[status] ?? 'INVALID', sentenceOf[status] ?? error.message);
    }
    const id = this.reporter.report(error, { where: `${method} ${pathOf(url)}` });
    const message = `Something broke on our side. Name this error to whoever runs this installation: ${id}`;
    return shaped(500, 'INTERNAL', message, { id });
  }
}

/** Whoever speaks GraphQL finds an error where GraphQL has its errors, also one from before it was parsed. */
export function errorBody(url: string, code: string, message: string, more: object = {}): object {
  if (pathOf(url) === '/graphql') return { errors: [{ message, extensions: { code, ...more } }] };
  return { code, message, ...(url.startsWith('/api/') && { fields: [] }), ...more };
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const codeOf: Readonly<Record<number, string>> = { 404: 'NOT_FOUND', 413: 'TOO_LARGE' };
const sentenceOf: Readonly<Record<number, string>> = {
  404: 'There is nothing at this address.',
  413: 'This request is too large: 256 kB is the most, and 1 MB for a picture.',
};
