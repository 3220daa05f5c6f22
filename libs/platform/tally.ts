import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** What is left of a limit after a request. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the limit is whole again. */
  readonly resetsIn: number;
}

interface Entry {
  /** What all processes together had spent when we last heard. */
  known: number;
  /** What this process has spent since, and what of that is on its way. */
  spent: number;
  told: number;
  /** Milliseconds since the epoch. */
  resetsAt: number;
}

/** Milliseconds between two tellings, and between two looks for what is over. */
const tellEvery = 200;
const sweepEvery = 10_000;
const mostKeys = 100_000;

/**
 * Counts what somebody spends, in memory, and tells the store of all processes a few times a second: a request waits for
 * nobody. Several processes may together let through what each spends between two tellings.
 */
export class Tally {
  private readonly entries = new Map<string, Entry>();
  private readonly untold = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly sweeper = setInterval(() => this.sweep(), sweepEvery).unref();

  constructor(
    private readonly store: RateLimiterAbstract,
    private readonly limit: number,
    private readonly seconds: number,
  ) {}

  /** Counts the cost unless that would be beyond the limit. A cost of 0 only asks whether anything is left. */
  take(key: string, cost: number): Allowance {
    const now = Date.now();
    const entry = this.entryOf(key, now);
    const isAllowed = entry.known + entry.told + entry.spent + Math.max(cost, 1) <= this.limit;
    if (isAllowed) this.add(key, entry, cost);
    return {
      isAllowed,
      limit: this.limit,
      remaining: Math.max(0, this.limit - entry.known - entry.told - entry.spent),
      resetsIn: Math.max(1, Math.ceil((entry.resetsAt - now) / 1000)),
    };
  }

  /** Counts the cost in any case. */
  charge(key: string, cost: number): void {
    this.add(key, this.entryOf(key, Date.now()), cost);
  }

  stop(): void {
    clearTimeout(this.timer);
    clearInterval(this.sweeper);
  }

  /** Tells the store what was spent, and hears what the others have. */
  async tell(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const keys = [...this.untold];
    this.untold.clear();
    await Promise.all(keys.map((key) => this.tellOf(key)));
  }

  private add(key: string, entry: Entry, cost: number): void {
    if (cost === 0) return;
    entry.spent += cost;
    this.untold.add(key);
    this.timer ??= setTimeout(() => void this.tell(), tellEvery).unref();
  }

  private async tellOf(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry || entry.spent === 0) return;
    const news = entry.spent;
    entry.spent = 0;
    entry.told += news;
    // The store answers in any case: it has an insurance in memory.
    const { consumedPoints, msBeforeNext } = await this.store.penalty(key, news);
    entry.told -= news;
    entry.known = consumedPoints;
    if (msBeforeNext > 0) entry.resetsAt = Date.now() + msBeforeNext;
  }

  private entryOf(key: string, now: number): Entry {
    const known = this.entries.get(key);
    if (known && known.resetsAt > now) return known;
    const [oldest] = this.entries.size >= mostKeys ? this.entries.keys() : [];
    if (oldest !== undefined) this.entries.delete(oldest);
    const entry = { known: 0, spent: 0, told: 0, resetsAt: now + this.seconds * 1000 };
    this.entries.set(key, entry);
    return entry;
  }

  private sweep(): void {
    const now = Date.now();
    this.entries.forEach(({ resetsAt }, key) => {
      if (resetsAt <= now) this.entries.delete(key);
    });
  }
}
