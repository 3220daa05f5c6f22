import { matches } from './route-pattern';

export interface Fault {
  route: string;
  method?: string | undefined;
  status?: number | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
  /** Milliseconds. */
  delay?: number | undefined;
  times?: number | undefined;
}

/** Troubles that tests queue for routes: each is used up after its number of times. */
export class Faults {
  private queue: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.queue.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.queue = [];
  }

  take(method: string, path: string): Fault | undefined {
    const entry = this.queue.find(
      ({ fault }) => (fault.method ?? method).toUpperCase() === method && matches(fault.route, path),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left === 0) this.queue = this.queue.filter((other) => other !== entry);
    return entry.fault;
  }
}
