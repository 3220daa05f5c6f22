import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';

import { z } from 'zod';

const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
});
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(z.object({ key: z.string(), value })),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A collector that takes OTLP as JSON over HTTP, and keeps what it got. */
export class Collector {
  readonly spans: ReceivedSpan[] = [];
  /** All that came, as it came. */
  text = '';
  /** Requests that came and have no answer. */
  readonly held: (() => void)[] = [];
  private isSilent = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const collector = new Collector(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => {
      void collector.take(request).then((status) => {
        const answer = () => void response.writeHead(status).end('{}');
        if (collector.isSilent) collector.held.push(answer);
        else answer();
      });
    });
    return collector;
  }

  /** The spans below one, or the roots of a trace; in the order in which they ended. */
  below(parent: ReceivedSpan): readonly ReceivedSpan[] {
    return this.spans.filter(
      ({ traceId, parentSpanId }) => traceId === parent.traceId && parentSpanId === parent.spanId,
    );
  }

  /** From now on it takes what comes, and answers nobody. */
  fallSilent(): void {
    this.isSilent = true;
  }

  /** Answers all who wait, and whoever comes. */
  speak(): void {
    this.isSilent = false;
    for (const answer of this.held.splice(0)) answer();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST' || request.url !== '/v1/traces') return 404;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    this.text += text;
    for (const { scopeSpans } of body.parse(JSON.parse(text)).resourceSpans) {
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const attributes = Object.fromEntries(
          span.attributes.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? intValue]),
        );
        this.spans.push({ ...span, attributes });
      }
    }
    return 200;
  }
}
