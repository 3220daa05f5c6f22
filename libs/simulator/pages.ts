import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import type { FastifyInstance } from 'fastify';

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const addresses: Record<string, string> = {
  'index.html': '/',
  'applications.html': '/applications',
  'wire.html': '/wire',
};

/** The chat, applications and wire pages: a handful of plain files, each at its own route. */
export function pages(app: FastifyInstance, folder: string): void {
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    app.get(addresses[name] ?? `/${name}`, (_request, reply) =>
      reply
        .headers(headers)
        .type(type)
        .send(readFileSync(join(folder, name))),
    );
  }
}
