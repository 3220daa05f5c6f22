import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';

import {
  type Context,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span as ApiSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

import type { TracingSettings } from '../config';
import type { Logger } from '../logger';
import { version } from '../version';
import type { Attributes, OpenSpan, Span, SpanOptions, Tracing } from './tracing';

/** Spans that wait for a collector, and that go to it at once; what is more is dropped: a dead collector must slow nobody. */
const bounds = {
  maxQueueSize: 2048,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 2000,
  exportTimeoutMillis: 5000,
} as const;
/** Milliseconds between two log lines about a collector that takes nothing. */
const complainEvery = 60_000;

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** What runs below which span; the span of a scope may change while it runs. */
interface Scope {
  context: Context;
}

/** Traces by OpenTelemetry, sent as OTLP over HTTP. Nothing of it is global: specs run several processes in one. */
export class OpenTelemetry implements Tracing {
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private readonly provider: NodeTracerProvider;
  private readonly tracer: Tracer;

  constructor(settings: TracingSettings, role: string) {
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({
        'service.name': settings.serviceName ?? `social-cube-${role}`,
        'service.version': version,
        'host.name': hostname(),
        'process.pid': process.pid,
      }),
      sampler: samplerOf(settings),
      spanProcessors: [
        new BatchSpanProcessor(
          new OTLPTraceExporter({
            url: `${settings.endpoint}/v1/traces`,
            timeoutMillis: bounds.exportTimeoutMillis,
          }),
          bounds,
        ),
      ],
    });
    this.tracer = this.provider.getTracer('social-cube', version);
  }

  async run<Result>(
    name: string,
    options: SpanOptions,
    work: (span: Span) => Promise<Result>,
  ): Promise<Result> {
    const span = this.start(name, options);
    try {
      return await this.scopes.run(scopeOf(span), () => work(told(span)));
    } catch (error) {
      fail(span, error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  }

  open(name: string, options: SpanOptions): OpenSpan & { enter(work: () => void): void } {
    const span = this.start(name, options);
    return {
      ...told(span),
      end: () => span.end(),
      enter: (work) => this.scopes.run(scopeOf(span), work),
    };
  }

  openHere(name: string, options: SpanOptions): OpenSpan {
    const span = this.start(name, options);
    const scope = this.scopes.getStore();
    const before = scope?.context;
    if (scope) scope.context = trace.setSpan(ROOT_CONTEXT, span);
    return {
      ...told(span),
      end: () => {
        span.end();
        if (scope && before) scope.context = before;
      },
    };
  }

  note(name: string, { kind, attributes }: SpanOptions, milliseconds: number, failed: boolean): void {
    const parent = this.scopes.getStore()?.context;
    if (!parent) return;
    const end = Date.now();
    const span = this.tracer.startSpan(
      name,
      { kind: kinds[kind ?? 'internal'], attributes: { ...attributes }, startTime: end - milliseconds },
      parent,
    );
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(end);
  }

  get traceId(): string | undefined {
    const context = this.scopes.getStore()?.context;
    return context && trace.getSpanContext(context)?.traceId;
  }

  get traceparent(): string | undefined {
    const context = this.scopes.getStore()?.context;
    const span = context && trace.getSpanContext(context);
    return span && `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
  }

  logTo(logger: Logger): void {
    complainTo(logger);
  }

  async stop(): Promise<void> {
    await this.provider.shutdown();
  }

  private start(name: string, { kind, attributes, traceparent }: SpanOptions): ApiSpan {
    const parent = this.scopes.getStore()?.context ?? contextOf(traceparent);
    return this.tracer.startSpan(
      name,
      { kind: kinds[kind ?? 'internal'], attributes: { ...attributes } },
      parent,
    );
  }
}

const scopeOf = (span: ApiSpan): Scope => ({ context: trace.setSpan(ROOT_CONTEXT, span) });

const told = (span: ApiSpan): Span => ({
  set: (attributes: Attributes) => void span.setAttributes({ ...attributes }),
  fail: (kind) => fail(span, kind),
});

function fail(span: ApiSpan, kind: string): void {
  span.setAttribute('error.type', kind);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** `version-traceid-parentid-flags` (W3C Trace Context, section 3.2); what is malformed begins a trace of its own. */
function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const [, parentbased, name] = /^(parentbased_)?(.+)$/.exec(sampler) ?? [];
  const root =
    name === 'always_off'
      ? new AlwaysOffSampler()
      : name === 'traceidratio'
        ? new TraceIdRatioBasedSampler(ratio)
        : new AlwaysOnSampler();
  return parentbased ? new ParentBasedSampler({ root }) : root;
}

/** What OpenTelemetry says of a collector that takes nothing, in one line a minute; its own words may hold headers. */
function complainTo(logger: Logger): void {
  let saidAt = -Infinity;
  const complain = () => {
    if (performance.now() - saidAt < complainEvery) return;
    saidAt = performance.now();
    logger.warn(
      'Traces are dropped: the collector at OTEL_EXPORTER_OTLP_ENDPOINT does not take them.',
      'Tracing',
    );
  };
  const nothing = () => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
