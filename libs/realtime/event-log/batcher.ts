/** How long an item may wait in memory, how many go in one batch, and how many may wait in all. */
export interface BatchLimits {
  readonly sealAfter: number;
  readonly most: number;
  readonly waiting: number;
}

const retryAfter = [100, 250, 500, 1000, 2000];

/**
 * Collects items and hands them on in batches, in order, one batch in flight. A batch that fails is tried again for as
 * long as it takes: writing must be idempotent. Beyond `waiting` items new ones are refused, so that memory is bounded.
 */
export class Batcher<Item> {
  private queue: Item[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flight: Promise<void> | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly limits: BatchLimits,
    private readonly write: (batch: readonly Item[]) => Promise<void>,
    private readonly failed: (error: unknown, waiting: number) => void,
  ) {}

  /** False when the queue is full and the item was dropped. */
  add(item: Item): boolean {
    if (this.queue.length >= this.limits.waiting) return false;
    this.queue.push(item);
    if (this.queue.length >= this.limits.most) this.send();
    else this.timer ??= setTimeout(() => this.send(), this.limits.sealAfter);
    return true;
  }

  /** Writes what waits; gives up after the first failure once closed, so that a stop always ends. */
  async close(): Promise<void> {
    this.closed = true;
    this.send();
    while (this.flight) await this.flight;
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.flight || this.queue.length === 0) return;
    this.flight = this.fly(this.queue.slice(0, this.limits.most)).finally(() => {
      this.flight = undefined;
      if (this.queue.length === 0) return;
      if (this.failures > 0 && this.closed) return;
      const pause = this.failures > 0 ? (retryAfter[Math.min(this.failures, retryAfter.length) - 1] ?? 0) : 0;
      if (pause > 0) this.timer = setTimeout(() => this.send(), pause);
      else this.send();
    });
  }

  private async fly(batch: readonly Item[]): Promise<void> {
    try {
      await this.write(batch);
      this.queue = this.queue.slice(batch.length);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.failed(error, this.queue.length);
    }
  }
}
