import { networkOf } from '@cube/platform/address';
import type { Config } from '@cube/platform/config';
import { type AppError, Forbidden, TooMany } from '@cube/platform/errors';
import { Limits, refusalHeaders } from '@cube/platform/limits';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { errorBody } from './errors.filter';
import { asksHealth } from './health.controller';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What every request has to pass before anybody asks who sent it: the limit of its address, and that no foreign page sent it. */
export function checkRequests(app: NestFastifyApplication, config: Config): void {
  const limits = app.get(Limits);
  const { origin } = new URL(config.publicUrl);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      if (asksHealth(request.url)) return;
      try {
        limits.takeNow('address', networkOf(request.ip));
      } catch (error) {
        if (!(error instanceof TooMany)) throw error;
        await refuse(request, reply.headers(refusalHeaders(error)), error);
        return;
      }
      if (isCrossSite(request, origin)) {
        await refuse(
          request,
          reply,
          new Forbidden('A page of another site sent this request: open the panel itself.'),
        );
      }
    });
}

/**
 * True for a request by which a page of another site could act with the cookies of whoever looks at it (CSRF). Browsers
 * always say where such a request comes from; programs, which say nothing, are nobody's browser.
 */
function isCrossSite({ method, headers }: FastifyRequest, ours: string): boolean {
  if (harmless.has(method) || headers.cookie === undefined) return false;
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return origin !== ours;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

async function refuse({ url }: FastifyRequest, reply: FastifyReply, error: AppError): Promise<void> {
  await reply.code(error.status).send(errorBody(url, error.code, error.message, error.facts));
}
