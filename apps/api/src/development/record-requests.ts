import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { RequestRecorder, type RequestTrace } from './request-recorder';

/** What programs and the panel ask for; files and this page itself are of no interest. */
const interesting = /^\/(graphql|api|auth)(\/|\?|$)/;

/** Has every request noted, where there is somebody who notes. */
export function recordRequests(app: NestFastifyApplication): void {
  const recorder = app.get(RequestRecorder, { strict: false });
  const traces = new WeakMap<FastifyRequest, RequestTrace>();
  const server = app.getHttpAdapter().getInstance();
  // Behind the reading of the body, which loses the thread of a request.
  server.addHook('preHandler', (request, _, done) => {
    if (!interesting.test(request.url)) return done();
    // What stands behind the question mark may be a secret.
    const [path = ''] = request.url.split('?', 1);
    traces.set(request, recorder.follow(`${request.method} ${path}`, done));
  });
  server.addHook('onResponse', async (request, reply) => {
    const trace = traces.get(request);
    if (!trace) return;
    trace.milliseconds = performance.now() - trace.began;
    trace.status = reply.statusCode;
  });
}
