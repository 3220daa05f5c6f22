import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import files from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

const aYear = 'public, max-age=31536000, immutable';
/** `main-ABCD1234.js`: the build names files by what is in them. */
const hashed = /-[A-Z0-9]{8}\.\w+$/;

/** Serves the built panel, precompressed; every address that a browser opens and that is no file is one of its pages. */
export async function servePanel(app: NestFastifyApplication, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) throw new Error('The panel is not built: run “npm run build” first.');
  const page = readFileSync(index);

  await app.register(files, {
    root: folder,
    wildcard: false,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashed.test(path) ? aYear : 'no-cache');
    },
  });
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.headers.accept?.includes('text/html')) {
      await reply.code(404).send({ code: 'NOT_FOUND', message: 'There is nothing at this address.' });
      return;
    }
    await reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
  };
  app.getHttpAdapter().getInstance().get('/*', sendPage);
}
