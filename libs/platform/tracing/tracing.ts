import type { Config } from '../config';
import type { Logger } from '../logger';
import { within } from '../within';

/** What is told of a span: nothing that somebody typed, no value of a statement, no token. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that is being traced. */
export interface Span {
  set(attributes: Attributes): void;
  /** It did not work. `kind` is a word of ours, such as a code; what an error says may hold anything. */
  fail(kind: string): void;
}

/** A span that is ended by hand. */
export interface OpenSpan extends Span {
  end(): void;
}

export interface SpanOptions {
  /** What asked for it, and where it goes: `internal` if left out. */
  readonly kind?: 'server' | 'client' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
  /** The `traceparent` header of W3C Trace Context by which somebody else goes on with their trace here. */
  readonly traceparent?: string | undefined;
}

/** What stands behind the joints while traces are on; `open-telemetry.ts` is the one there is. */
export interface Tracing {
  /** Runs work as a span: below the one that it is called in, or as the root of a trace. */
  run<Result>(name: string, options: SpanOptions, work: (span: Span) => Promise<Result>): Promise<Result>;
  /** A span that begins now; what `enter` runs, and all that follows from it, is below. */
  open(name: string, options: SpanOptions): OpenSpan & { enter(work: () => void): void };
  /** A span below the current one, in whose place it stands for what runs in the same scope until it ends. */
  openHere(name: string, options: SpanOptions): OpenSpan;
  /** Something below the current span that is over, and took so many milliseconds; outside of any it is left out. */
  note(name: string, options: SpanOptions, milliseconds: number, failed: boolean): void;
  readonly traceId: string | undefined;
  /** The current span as a `traceparent` header, by which somebody else goes on with the trace. */
  readonly traceparent: string | undefined;
  /** Where it says that nobody takes its traces. */
  logTo(logger: Logger): void;
  stop(): Promise<void>;
}

/** Milliseconds that the end of a process waits for the collector. */
const patience = 2000;
const untold: Span = { set: () => undefined, fail: () => undefined };

let current: Tracing | undefined;

/** What traces this process; undefined while traces are off, so that the joints cost a comparison. */
export const tracing = (): Tracing | undefined => current;

/** Runs work as a span, if traces are on. */
export function traced<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return current ? current.run(name, options, work) : work(untold);
}

/**
 * Turns traces on where OTEL_EXPORTER_OTLP_ENDPOINT is set; without it nothing of OpenTelemetry is even loaded but
 * the interfaces that prom-client brings. Resolves with what turns them off again, and gives the collector two seconds for the last spans.
 */
export async function startTracing(config: Config, role: 'api' | 'worker'): Promise<() => Promise<void>> {
  if (!config.tracing) return async () => undefined;
  const { OpenTelemetry } = await import('./open-telemetry');
  const started = new OpenTelemetry(config.tracing, role);
  current = started;
  return async () => {
    if (current === started) current = undefined;
    await within(patience, started.stop());
  };
}
