import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import files from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

const aYear = 'public, max-age=31536000, immutable';
/** `main-ABCD1234.js`, or `….js.br`: the build names files by what is in them. */
const hashed = /-[A-Z0-9]{8}(\.\w+)+$/;

/** Serves the built panel, precompressed; every address that a browser opens and that is no file is one of its pages. */
export async function servePanel(app: NestFastifyApplication, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) throw new Error('The panel is not built: run “npm run build” first.');
  const page = readFileSync(index);

  await app.register(files, {
    root: folder,
    // A route for each file would cost a start a tenth of a second.
    serve: false,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashed.test(path) ? aYear : 'no-cache');
    },
  });
  const names = new Set(filesIn(folder));
  const send = async (request: FastifyRequest, reply: FastifyReply) => {
    const name = String(Object(request.params)['*']);
    if (names.has(name)) return reply.sendFile(name);
    if (!request.headers.accept?.includes('text/html')) {
      return reply.code(404).send({ code: 'NOT_FOUND', message: 'There is nothing at this address.' });
    }
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
  };
  app.getHttpAdapter().getInstance().get('/*', send);
}

/** As addresses name them. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'));
