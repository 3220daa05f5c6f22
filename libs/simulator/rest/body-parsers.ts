import type { FastifyInstance } from 'fastify';

import { DiscordError, invalidJson, Problems } from '../errors';
import type { UploadedFile } from '../world/files';
import { isRecord } from '../world/state';

export class Form {
  constructor(
    readonly payload: unknown,
    readonly files: readonly UploadedFile[],
  ) {}
}

/** JSON, HTML forms and Discord's multipart (a `payload_json` part beside the files). */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body);
    done(null, text === '' ? undefined : parseJson(text));
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: { headers: Record<string, unknown> }, body: string | Buffer) =>
      multipart(Buffer.from(body), String(request.headers['content-type'])),
  );
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(unsupported());
  });
}

/** The JSON and the files of a body, whichever way it came. */
export function payloadOf(body: unknown): { payload: unknown; files: readonly UploadedFile[] } {
  return body instanceof Form ? body : { payload: body, files: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson();
  }
}

async function multipart(body: Buffer, type: string): Promise<Form> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
    throw unsupported();
  });
  const files: UploadedFile[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else {
      const bytes = Buffer.from(await value.arrayBuffer());
      files.push({ name: value.name, type: value.type || 'application/octet-stream', bytes });
    }
  }
  const json = fields['payload_json'];
  const payload = typeof json === 'string' ? parseJson(json) : fields;
  return new Form(isRecord(payload) ? payload : {}, files);
}

function unsupported(): DiscordError {
  const problems = Problems.none();
  problems.add('CONTENT_TYPE_INVALID', 'Expected "Content-Type" header to be one of {\'application/json\'}.');
  try {
    problems.throwIfAny();
  } catch (error) {
    if (error instanceof DiscordError) return error;
  }
  return invalidJson();
}
