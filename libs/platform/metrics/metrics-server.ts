import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';

import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Config, isLoopback } from '../config';
import { messageOf } from '../errors';
import { Logger } from '../logger';
import { PROCESS_ROLE, type ProcessRole } from '../process-role';
import { Metrics } from './metrics';

/** Why somebody gets nothing. */
interface Refusal {
  readonly status: number;
  readonly sentence: string;
}

const needsToken: Refusal = { status: 401, sentence: 'Send METRICS_TOKEN as a bearer token.' };
const notFromHere: Refusal = {
  status: 403,
  sentence: 'Without METRICS_TOKEN these figures are for this machine alone, and not through a proxy.',
};

/** What proxies add. */
const marksOfProxies = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * `GET /metrics`, at a port of its own: behind a proxy the api sees everybody at the proxy's address, so that nothing at
 * its public door could tell the machine itself from a stranger. Off, unless METRICS_PORT is set.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    @Inject(PROCESS_ROLE) private readonly role: ProcessRole,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { metrics } = this.config;
    if (!metrics || this.role === 'cli') return;
    this.metrics.addProcess(this.role);
    const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
      void this.answer(request, response);
    });
    server.maxConnections = 50;
    const port = metrics.port[this.role];
    try {
      server.listen(port, metrics.host);
      await once(server, 'listening');
    } catch (error) {
      // Bots and panel are more than their figures.
      this.logger.error(
        `Nobody can read the metrics: ${messageOf(error)}. Give this process another METRICS_PORT.`,
        'Metrics',
      );
      return;
    }
    server.on('error', (error) => this.logger.error(`The metrics: ${messageOf(error)}`, 'Metrics'));
    this.server = server;
    this.logger.log(`Metrics are read at port ${port} of ${metrics.host}.`, 'Metrics');
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.refusalOf(request) ?? wrongAddress(request);
    const text = refusal ? null : await this.metrics.text().catch((error: unknown) => this.broken(error));
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (refusal?.status === 401) response.setHeader('www-authenticate', 'Bearer');
    response.statusCode = refusal?.status ?? (text === null ? 500 : 200);
    response.setHeader(
      'content-type',
      text === null ? 'text/plain; charset=utf-8' : this.metrics.contentType,
    );
    response.end(text ?? `${refusal?.sentence ?? 'The log of the process says what went wrong.'}\n`);
  }

  private refusalOf({ headers, socket }: IncomingMessage): Refusal | null {
    const token = this.config.metrics?.token;
    if (token !== undefined)
      return isEqual(headers.authorization ?? '', `Bearer ${token}`) ? null : needsToken;
    const { hostname } = parse(`http://${headers.host ?? ''}`) ?? { hostname: '' };
    const isOurs =
      isLoopback(plain(socket.remoteAddress ?? '')) &&
      // A page in the browser of this machine whose name leads here (DNS rebinding).
      isLoopback(hostname) &&
      marksOfProxies.every((name) => headers[name] === undefined);
    return isOurs ? null : notFromHere;
  }

  private broken(error: unknown): null {
    this.logger.error(`The metrics cannot be put together: ${messageOf(error)}`, 'Metrics');
    return null;
  }
}

function wrongAddress({ method, url }: IncomingMessage): Refusal | null {
  if (method === 'GET' && url?.split('?')[0] === '/metrics') return null;
  return { status: 404, sentence: 'Here is GET /metrics, and nothing else.' };
}

/** Takes as long whatever is different, and says nothing of the length. */
function isEqual(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

const plain = (address: string): string => {
  const mapped = address.replace(/^::ffff:/i, '');
  return isIP(mapped) === 4 ? mapped : address;
};

const parse = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
