import type { RequestView } from '../control-shapes';
import type { Call } from '../wire/wire-log';
import { pathOf } from './route-pattern';

const kept = 500;

/** The latest REST calls, for whoever wonders what a bot does: the wire's own records, which nobody copies until they are read. */
export class RequestLog {
  /** A ring. */
  private readonly calls: { call: Call; at: number }[] = [];
  private count = 0;

  /** `at` is Discord's own time, in milliseconds. */
  add(call: Call, at: number): void {
    this.calls[this.count % kept] = { call, at };
    this.count += 1;
  }

  /** Newest last; without the tokens that stand in paths. */
  latest(limit: number): RequestView[] {
    const oldest = this.count % kept;
    const inOrder = [...this.calls.slice(oldest), ...this.calls.slice(0, oldest)];
    return inOrder.slice(-limit).map(({ call, at }) => ({
      at: new Date(at).toISOString(),
      method: call.method,
      path: withoutTokens(call.url),
      status: call.status,
      milliseconds: call.milliseconds,
      applicationId: call.applicationId,
    }));
  }
}

/** Interaction and webhook tokens stand in the path. */
const withoutTokens = (path: string): string =>
  pathOf(path).replace(/\/(interactions|webhooks)\/(\d+)\/[^/]+/, '/$1/$2/…');
