import { validateHeaderName, validateHeaderValue } from 'node:http';

import { HttpRefused } from './http-errors';

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof methods)[number];

/** Hop-by-hop headers (RFC 9110, section 7.6.1), those that frame a message (RFC 9112), and those that are ours to set. */
const ours = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
/** What may go on to another origin: nothing in which a secret could stand. */
const harmless = new Set(['accept', 'accept-language', 'user-agent']);
const mostHeaders = 32;
const headerBytes = 8 * 1024;
const bodyBytes = 256 * 1024;

/** Headers in lower case, or an error that names the first one that may not be sent. */
export function checkHeaders(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(headers);
  const size = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (entries.length > mostHeaders || size > headerBytes)
    throw new HttpRefused(
      'header',
      `At most ${mostHeaders} headers of ${headerBytes} characters together may be sent.`,
    );
  const checked = entries.map(([given, value]) => {
    const name = given.toLowerCase();
    if (ours.has(name) || name.startsWith('proxy-'))
      throw new HttpRefused('header', `The header ${name} cannot be set. Leave it out.`);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw new HttpRefused(
        'header',
        `The header ${JSON.stringify(given.slice(0, 40))} has a character that no header may have.`,
      );
    }
    return [name, value] as const;
  });
  return new Map(checked);
}

/** The headers that are left when a redirect leads to another origin. */
export const withoutSecrets = (headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...headers].filter(([name]) => harmless.has(name)));

export function checkBody(method: HttpMethod, body: string | undefined): Buffer | undefined {
  if (!methods.includes(method))
    throw new HttpRefused('method', `The method must be one of ${methods.join(', ')}.`);
  if (body === undefined || body === '') return undefined;
  if (method === 'GET' || method === 'HEAD')
    throw new HttpRefused('body', `A request with ${method} has no body. Take POST, or leave it out.`);
  const bytes = Buffer.from(body);
  if (bytes.length > bodyBytes)
    throw new HttpRefused('body', `The body has more than ${bodyBytes / 1024} KB.`);
  return bytes;
}
