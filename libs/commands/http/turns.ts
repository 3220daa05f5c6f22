import { HttpFailed } from './http-errors';

export interface TurnLimits {
  /** Exchanges at once, of this process. */
  readonly atOnce: number;
  /** Exchanges at once with one host. */
  readonly perHost: number;
  /** Requests that wait for their turn; those beyond fail at once. */
  readonly waiting: number;
}

interface Waiter {
  readonly host: string;
  readonly go: () => void;
}

/** Lets only so many exchanges run at once, first come, first served; a host that is slow holds up only its own. */
export class Turns {
  private readonly running = new Map<string, number>();
  private readonly waiters = new Set<Waiter>();
  private total = 0;

  constructor(private readonly limits: TurnLimits) {}

  /** Resolves with what gives the turn back, or fails when the signal ends the waiting. */
  async take(host: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (!this.isFree(host)) await this.wait(host, signal);
    else this.begin(host);
    return () => this.end(host);
  }

  private isFree(host: string): boolean {
    return this.total < this.limits.atOnce && (this.running.get(host) ?? 0) < this.limits.perHost;
  }

  private begin(host: string): void {
    this.total += 1;
    this.running.set(host, (this.running.get(host) ?? 0) + 1);
  }

  private end(host: string): void {
    this.total -= 1;
    const left = (this.running.get(host) ?? 1) - 1;
    if (left > 0) this.running.set(host, left);
    else this.running.delete(host);
    for (const waiter of this.waiters) {
      if (!this.isFree(waiter.host)) continue;
      this.waiters.delete(waiter);
      this.begin(waiter.host);
      waiter.go();
    }
  }

  private async wait(host: string, signal: AbortSignal): Promise<void> {
    if (this.waiters.size >= this.limits.waiting)
      throw new HttpFailed('busy', 'Too many HTTP requests are waiting already. Try again in a moment.');
    const { promise, resolve, reject } = withResolvers();
    const waiter: Waiter = { host, go: resolve };
    const leave = () => {
      // Whoever has been let in already runs, and ends by itself.
      if (this.waiters.delete(waiter)) reject(signal.reason);
    };
    this.waiters.add(waiter);
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
