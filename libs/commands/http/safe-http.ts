import { traced } from '@cube/platform/tracing/tracing';

import { HttpAnswer, readAnswer } from './answer';
import { type AllowedHost, type Destination, Destinations, type Resolve, systemResolve } from './destination';
import { exchange } from './exchange';
import { HttpFailed, type HttpFailure, HttpRefused } from './http-errors';
import { checkBody, checkHeaders, type HttpMethod, withoutSecrets } from './request-rules';
import { type TurnLimits, Turns } from './turns';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It carries a secret: it goes over TLS, or to a host that is allowed beside the public ones. */
  readonly isSecret?: boolean;
  /** Milliseconds for all of it: waiting for its turn, name, connection, redirects, body. At most 30,000; 10,000 if silent. */
  readonly timeoutMs?: number;
  /** Bytes of the unpacked body. At most 10 MB; 256 KB if silent. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface SafeHttpOptions {
  /** Hosts that may be asked though they are not public. */
  readonly allowed?: readonly AllowedHost[];
  readonly resolve?: Resolve;
  readonly turns?: Partial<TurnLimits>;
  /** Certificates to trust in place of the usual ones, as PEM: those of an installation with its own authority. */
  readonly certificates?: readonly string[];
}

const longest = { usual: 10_000, most: 30_000 } as const;
const largest = { usual: 256 * 1024, most: 10 * 1024 * 1024 } as const;
const mostRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);
const turnLimits: TurnLimits = { atOnce: 64, perHost: 8, waiting: 256 };

/**
 * HTTP for addresses that people wrote whom nobody has to trust. It reaches the public internet and nothing else, whatever
 * names, numbers and redirects say; it takes no longer and no more than it was told. Throws `HttpRefused` with the rule that
 * the request or its answer breaks, and `HttpFailed` when the other side does not do its part.
 */
export class SafeHttp {
  private readonly destinations: Destinations;
  private readonly turns: Turns;
  private readonly certificates: readonly string[] | undefined;

  constructor({ allowed = [], resolve = systemResolve, turns, certificates }: SafeHttpOptions = {}) {
    this.destinations = new Destinations(allowed, resolve);
    this.turns = new Turns({ ...turnLimits, ...turns });
    this.certificates = certificates;
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const body = checkBody(request.method, request.body);
    const headers = checkHeaders(request.headers ?? {});
    const timeoutMs = Math.min(request.timeoutMs ?? longest.usual, longest.most);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    try {
      return await this.follow(request, headers, body, signal);
    } catch (error) {
      if (error instanceof HttpRefused || error instanceof HttpFailed) throw error;
      if (timeout.aborted) throw new HttpFailed('timeout', `No whole answer came within ${timeoutMs} ms.`);
      throw failure(error, request.signal);
    }
  }

  private async follow(
    { method, url, isSecret = false, maxBytes = largest.usual }: HttpRequest,
    headers: ReadonlyMap<string, string>,
    body: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    let next = url;
    let sent = headers;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const to = await unlessAborted(this.destinations.check(next, signal), signal);
      // Behind a redirect to elsewhere nothing is secret any more.
      if (isSecret && sent === headers && to.url.protocol === 'http:' && !to.isAllowed)
        throw new HttpRefused('url', 'A secret is sent over https only: everybody on the way can read http.');
      const answer = await traced(
        `HTTP ${method}`,
        { kind: 'client', attributes: { 'http.request.method': method, 'server.address': to.url.hostname } },
        async (span) => {
          const found = await this.once(to, method, sent, body, Math.min(maxBytes, largest.most), signal);
          if (found instanceof HttpAnswer) span.set({ 'http.response.status_code': found.status });
          return found;
        },
      );
      if (answer instanceof HttpAnswer) return answer;
      if (answer.origin !== to.url.origin) sent = withoutSecrets(sent);
      next = answer.href;
    }
    throw new HttpRefused('redirect', `More than ${mostRedirects} redirects followed each other.`);
  }

  /** One exchange: its answer, or where that sends us. */
  private async once(
    to: Destination,
    method: HttpMethod,
    headers: ReadonlyMap<string, string>,
    body: Buffer | undefined,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<HttpAnswer | URL> {
    const done = await this.turns.take(to.url.host, signal);
    try {
      const message = await exchange({ to, method, headers, body, signal, certificates: this.certificates });
      const { location } = message.headers;
      // Only what changes nothing is sent again; others see the redirect as their answer.
      const isResent = method === 'GET' || method === 'HEAD';
      if (!isResent || location === undefined || !redirects.has(message.statusCode ?? 0))
        return await readAnswer(message, method, maxBytes, signal);
      message.destroy();
      if (!URL.canParse(location, to.url.href))
        throw new HttpRefused('redirect', 'The answer redirects to something that is no URL.');
      return new URL(location, to.url.href);
    } finally {
      done();
    }
  }
}

/** The name service cannot be told to stop. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
    // Whoever lost the race must not be the one that nobody listens to.
    work.catch(() => undefined);
  }
}

/** By the codes of Node and OpenSSL; none of their messages, which name our own addresses, reaches anybody. */
const causes: readonly (readonly [RegExp, HttpFailure, string])[] = [
  [
    /^(ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_SSL|EPROTO)/,
    'certificate',
    'Its TLS certificate is not valid for this name, or it speaks no TLS.',
  ],
  [
    /^(HPE_|Z_|ERR_BROTLI|ERR__ERROR|ERR_HTTP|ERR_INVALID|ERR_STREAM)/,
    'answer',
    'Its answer is not valid HTTP, or its headers are too large.',
  ],
];

function failure(error: unknown, signal: AbortSignal | undefined): HttpFailed {
  if (signal?.aborted) return new HttpFailed('aborted', 'The request was stopped.');
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const [, kind, why] = causes.find(([pattern]) => pattern.test(code)) ?? [];
  if (kind && why) return new HttpFailed(kind, why);
  return new HttpFailed('connection', `The connection failed${/^E[A-Z]+$/.test(code) ? ` (${code})` : ''}.`);
}
