import { createHash } from 'node:crypto';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { errorBody } from './errors.filter';
import { TrustedDocuments } from './trusted-documents';

/** Letters of an address: proxies and browsers begin to refuse soon behind. */
const longestAddress = 8000;

/**
 * Lets whoever asks a trusted document by GET find out cheaply that nothing has changed: the answer has a strong ETag, and
 * is 304 without a body for whoever has it already. It is put together every time, by everybody's own permissions; no cache
 * on the way may keep it for another, or use it unasked.
 */
export function revalidate(app: NestFastifyApplication): void {
  const documents = new TrustedDocuments();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', async (request, reply) => {
    if (!isOurs(request) || request.method !== 'GET' || request.url.length <= longestAddress) return;
    const message = `This address has more than ${longestAddress} letters: send the query by POST.`;
    await reply.code(414).send(errorBody(request.url, 'INVALID', message));
  });
  server.addHook('onSend', async (request, reply, payload) => {
    if (!isOurs(request)) return payload;
    // Whatever was asked, and however: nobody without an account learns anything from how we refuse.
    reply.header('vary', 'Cookie, Authorization');
    const isWhole =
      reply.statusCode === 200 && typeof payload === 'string' && !payload.startsWith('{"errors"');
    if (request.method !== 'GET' || !isWhole || !isTrusted(request, documents)) {
      reply.header('cache-control', 'no-store');
      return payload;
    }
    const tag = `"${createHash('sha256').update(payload).digest('base64url')}"`;
    reply.header('cache-control', 'private, no-cache').header('etag', tag);
    if (!isKnown(tag, request.headers['if-none-match'])) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return null;
  });
}

const isOurs = ({ url }: FastifyRequest): boolean => /^\/graphql(\?|$)/.test(url);

/** True when the hash of a document of ours came, and no text that could be another. */
function isTrusted({ query }: FastifyRequest, documents: TrustedDocuments): boolean {
  const { extensions, query: text }: Record<string, unknown> = Object(query);
  if (text !== undefined || typeof extensions !== 'string') return false;
  const hash: unknown = Object(Object(JSON.parse(extensions)).persistedQuery).sha256Hash;
  return typeof hash === 'string' && documents.nameOf(hash) !== undefined;
}

/** By weak comparison, as If-None-Match has it (RFC 9110, section 13.1.2): a proxy may have compressed the body. */
const isKnown = (tag: string, header: string | undefined): boolean =>
  (header ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === tag || each.trim() === '*');
