import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, isIPv6, type LookupFunction } from 'node:net';

import type { Destination } from './destination';
import type { HttpMethod } from './request-rules';

/** Bytes of the status line and headers of an answer; beyond that the parser gives up. */
const headerBytes = 16 * 1024;
const mostHeaders = 100;

// Agents of our own: the global ones may be told by the environment to go through a proxy (NODE_USE_ENV_PROXY).
const httpAgent = new HttpAgent({ keepAlive: false });
const httpsAgent = new HttpsAgent({ keepAlive: false });

export interface Exchange {
  readonly to: Destination;
  readonly method: HttpMethod;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal;
  /** Further certificates to trust, as PEM. */
  readonly certificates: readonly string[] | undefined;
}

/** Sends one request to the addresses that were checked, and resolves when the headers of its answer are there. */
export function exchange({
  to,
  method,
  headers,
  body,
  signal,
  certificates,
}: Exchange): Promise<IncomingMessage> {
  const isTls = to.url.protocol === 'https:';
  const options = {
    method,
    host: to.host,
    port: to.port,
    path: `${to.url.pathname}${to.url.search}`,
    headers: {
      ...Object.fromEntries(headers),
      host: to.url.host,
      'accept-encoding': 'gzip, br',
      ...(body && { 'content-length': String(body.length) }),
    },
    setDefaultHeaders: true,
    agent: isTls ? httpsAgent : httpAgent,
    lookup: pinned(to.addresses),
    maxHeaderSize: headerBytes,
    insecureHTTPParser: false,
    signal,
  } as const;
  return new Promise((resolve, reject) => {
    const request = isTls
      ? httpsRequest({
          ...options,
          // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot unsay it. The name is checked, not the address.
          rejectUnauthorized: true,
          ...(isIP(to.host) === 0 && { servername: to.host }),
          ...(certificates && { ca: [...certificates] }),
        })
      : httpRequest(options);
    request.maxHeadersCount = mostHeaders;
    request.on('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** Stands in for the name service when the connection is made: it knows the checked addresses only. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_name, { all, family }, done) => {
    const known = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const fitting = known.filter(
      (each) => !family || family === each.family || family === `IPv${each.family}`,
    );
    const [first] = fitting;
    if (!first) return done(new Error('No address of this family was found.'), '');
    return all ? done(null, fitting) : done(null, first.address, first.family);
  };
