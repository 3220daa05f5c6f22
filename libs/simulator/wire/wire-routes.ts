import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Engine } from '../engine';
import { Refusal } from '../errors';
import { payloadOf } from '../rest/body-parsers';
import type { Call } from './wire-log';
import { WireView } from './wire-view';

/** Characters of one body that are kept. */
const largestBody = 256 * 1024;

/** Milliseconds between two looks at the ring for a reader, and how much they see at one. */
const looking = 200;
const atOnce = 100;
const readersAtMost = 16;

interface Reading {
  Querystring: Record<string, string>;
}

/** Puts every REST call into the ring, and into the log of requests. */
export function recordCalls(app: FastifyInstance, { wire, requests, world }: Engine): void {
  const answers = new WeakMap<FastifyRequest, string>();

  app.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string' && payload.length <= largestBody) answers.set(request, payload);
    done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    done();
    if (!request.url.startsWith('/api/')) return;
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    const call: Call = {
      kind: 'call',
      method: request.method,
      url: request.url,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 100) / 100,
      applicationId: world.applicationBehind(request.headers.authorization)?.id ?? null,
      ...bodyOf(request),
      answer: isJson ? (answers.get(request) ?? null) : null,
    };
    wire.add(call);
    requests.add(call, world.clock.wall());
  });
}

/** Of files only what they are, never their bytes. */
function bodyOf({ body, headers }: FastifyRequest): { sent: unknown; size: number } {
  const { payload, files } = payloadOf(body);
  const size = Number(headers['content-length'] ?? 0);
  if (files.length === 0) return { sent: size > largestBody ? null : payload, size };
  const named = files.map(({ name, type, bytes }) => ({ name, type, size: bytes.length }));
  const rest = size - named.reduce((sum, file) => sum + file.size, 0);
  return {
    sent: rest > largestBody ? null : { payload_json: payload, files: named },
    size: Math.max(0, rest),
  };
}

/** What went over the wire: once, and live as server-sent events whose id lets a reader come back without a gap. */
export function wireRoutes(app: FastifyInstance, { wire, world, interactions }: Engine): void {
  const view = new WireView(wire, world, interactions);
  let readers = 0;

  app.get<Reading>('/wire', ({ query }) =>
    view.since(countOf(query['after'], 0), countOf(query['limit'], 1_000)),
  );

  app.get<Reading>('/wire/live', (request, reply) => {
    if (readers >= readersAtMost) throw new Refusal(503, `${readersAtMost} readers are watching already.`);
    readers += 1;
    let known = countOf(request.headers['last-event-id'] ?? request.query['after'], 0);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': hello\n\n');
    const look = (limit: number) => {
      if (wire.lastId === known || reply.raw.writableNeedDrain) return;
      const page = view.since(known, limit);
      known = wire.lastId;
      reply.raw.write(`id: ${known}\ndata: ${JSON.stringify(page)}\n\n`);
    };
    look(1_000);
    const timer = setInterval(() => look(atOnce), looking);
    request.raw.on('close', () => {
      clearInterval(timer);
      readers -= 1;
    });
  });
}

const countOf = (value: string | string[] | undefined, otherwise: number): number => {
  const count = Number(value ?? otherwise);
  return Number.isSafeInteger(count) && count >= 0 ? count : otherwise;
};
