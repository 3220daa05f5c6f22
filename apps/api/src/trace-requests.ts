import { type OpenSpan, tracing } from '@cube/platform/tracing/tracing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** Has every request traced, where traces are on: its route and how it ended, and nothing of what it was asked with. */
export function traceRequests(app: NestFastifyApplication): void {
  if (!tracing()) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  const server = app.getHttpAdapter().getInstance();
  // Behind the reading of the body, which loses the thread of a request.
  server.addHook('preHandler', (request, _, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    const span = tracing()?.open(`${method} ${route}`, {
      kind: 'server',
      attributes: { 'http.request.method': method, 'http.route': route },
      traceparent: Array.isArray(headers['traceparent']) ? undefined : headers['traceparent'],
    });
    if (!span) return done();
    spans.set(request, span);
    span.enter(done);
  });
  server.addHook('onResponse', async (request, { statusCode }) => {
    const span = spans.get(request);
    span?.set({ 'http.response.status_code': statusCode });
    if (statusCode >= 500) span?.fail(String(statusCode));
    span?.end();
  });
}
