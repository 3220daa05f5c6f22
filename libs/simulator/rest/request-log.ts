import type { RequestView } from '../control-shapes';
import type { Call } from '../wire/wire-log';
import { pathOf } from './route-pattern';

const kept = 500;

/** The latest REST calls, for whoever wonders what a bot does: the wire's own records, which nobody copies until they are read. */
export class RequestLog {
  private readonly calls: { call: Call; at: number }[] = [];

  /** `at` is Discord's own time, in milliseconds. */
  add(call: Call, at: number): void {
    this.calls.push({ call, at });
    if (this.calls.length > kept) this.calls.shift();
  }

  /** Newest last; without the tokens that stand in paths. */
  latest(limit: number): RequestView[] {
    return this.calls.slice(-limit).map(({ call, at }) => ({
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
