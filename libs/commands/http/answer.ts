import type { IncomingMessage } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

import { HttpRefused } from './http-errors';
import type { HttpMethod } from './request-rules';

/** What came back. */
export class HttpAnswer {
  constructor(
    readonly status: number,
    /** Names in lower case; several of one name are joined by commas. */
    readonly headers: Readonly<Record<string, string>>,
    readonly bytes: Buffer,
  ) {}

  /** The body as text, by the charset that it says or as UTF-8; what is no such text shows as U+FFFD. */
  get text(): string {
    const [, charset = 'utf-8'] = /charset="?([\w.:-]{1,40})/i.exec(this.headers['content-type'] ?? '') ?? [];
    return decoderOf(charset).decode(this.bytes);
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Reads the body, unpacked, up to so many bytes; the packed ones are counted as well, since they may unpack to nothing. */
export async function readAnswer(
  message: IncomingMessage,
  method: HttpMethod,
  maxBytes: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const headers = headersOf(message);
  const status = message.statusCode ?? 0;
  // Answers to these have headers of a body, and none (RFC 9110, section 6.4.1).
  if (method === 'HEAD' || status === 204 || status === 304) {
    message.destroy();
    return new HttpAnswer(status, headers, Buffer.alloc(0));
  }
  const chunks: Buffer[] = [];
  try {
    if (Number(headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
    await pipeline(
      message,
      (packed: AsyncIterable<Buffer>) => bounded(packed, maxBytes),
      unpacker(headers['content-encoding']),
      async (unpacked: AsyncIterable<Buffer>) => {
        for await (const chunk of bounded(unpacked, maxBytes)) chunks.push(chunk);
      },
      { signal },
    );
  } finally {
    message.destroy();
  }
  return new HttpAnswer(status, headers, Buffer.concat(chunks));
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

const tooLarge = (maxBytes: number) =>
  new HttpRefused('size', `The answer is larger than ${maxBytes.toLocaleString('en-US')} bytes.`);

/** One packing at most: of several in each other a few bytes become terabytes. */
function unpacker(encoding = 'identity'): Transform {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return new PassThrough();
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new HttpRefused(
        'encoding',
        'The answer is packed in a way that was not asked for: only gzip and br are read.',
      );
  }
}

function headersOf({ rawHeaders }: IncomingMessage): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  // A header may be called __proto__: this makes it a property like any other.
  return Object.fromEntries(headers);
}
