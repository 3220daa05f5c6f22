/** How long an item may wait in memory, which is also the least time between two batches; how many go in one batch, and how many may wait in all. */
export interface BatchLimits {
  readonly sealAfter: number;
  readonly most: number;
  readonly waiting: number;
  /** Milliseconds after which a batch that is under way counts as held up: what waits is put aside meanwhile. */
  readonly patience: number;
}

/** Where items wait, in order, while they cannot be written: on disk. */
export interface Reserve<Item> {
  readonly holds: boolean;
  /** Resolves with how many of them are safe, the first ones; throws, or stays below, when there is no room. */
  put(items: readonly Item[]): Promise<number>;
  /** The oldest items; `written` forgets them. */
  oldest(most: number): Promise<{ readonly items: readonly Item[]; written(): Promise<void> }>;
}

/** What a batcher tells whoever made it. */
export interface BatchReports {
  failed(error: unknown, waiting: number): void;
  /** No room to put anything aside; told again only after it worked meanwhile. */
  unsafe(error: unknown): void;
  /** All that waited is written; so many items were dropped for want of room since the last time. */
  recovered(dropped: number): void;
}

const retryAfter = [100, 250, 500, 1000, 2000];
/** Milliseconds after which it is tried again to put something aside. */
const unsafeFor = 1000;
/** Milliseconds that a stop takes for what was put aside; the rest is for the next process. */
const closingTime = 5000;

/**
 * Collects items and hands them on in batches, in order, one batch in flight. From the first failure on, or when a batch
 * is held up, whatever waits is put aside every `sealAfter` milliseconds, and is written from there, oldest first, as
 * soon as that works: writing must be idempotent. Beyond `waiting` items in memory new ones are dropped and counted.
 */
export class Batcher<Item> {
  private queue: Item[] = [];
  /** The batch from memory that is under way, and whether it was put aside as well. */
  private aloft: readonly Item[] = [];
  private aloftIsSafe = false;
  /** Items on their way into the reserve. */
  private moving = 0;
  private timer: NodeJS.Timeout | undefined;
  private now: NodeJS.Immediate | undefined;
  private rest: NodeJS.Timeout | undefined;
  private flight: Promise<void> | undefined;
  private rescue: Promise<void> | undefined;
  private sentAt = -Infinity;
  private failures = 0;
  private dropped = 0;
  private droppedBefore = 0;
  private isAway = false;
  /** Until when nothing is put aside, because it did not work. */
  private unsafeUntil = 0;
  private closed = false;
  private isStopped = false;

  constructor(
    private readonly limits: BatchLimits,
    private readonly write: (batch: readonly Item[]) => Promise<void>,
    private readonly reserve: Reserve<Item>,
    private readonly reports: BatchReports,
  ) {}

  /** False when there is no room and the item was dropped. */
  add(item: Item): boolean {
    const waiting = this.waiting;
    if (waiting >= this.limits.waiting) {
      if (this.dropped === 0) this.reports.unsafe(new Error('memory is full, so that events are dropped'));
      this.dropped += 1;
      return false;
    }
    // More comes than can be written: what waits goes to the reserve before memory is full.
    if (waiting > this.limits.waiting * 0.9) this.isAway = true;
    this.queue.push(item);
    if (this.queue.length >= this.limits.most) this.turn();
    else this.turnInTime();
    return true;
  }

  /** Looks whether the reserve holds something, such as what another process left. */
  poke(): void {
    if (this.reserve.holds) this.isAway = true;
    this.turn();
  }

  /** Writes what waits. When that fails, or takes too long, it is put aside for the next process, so that a stop always ends. */
  async close(): Promise<void> {
    this.closed = true;
    const giveUp = Date.now() + closingTime;
    clearTimeout(this.rest);
    this.rest = undefined;
    const isBusy = () => this.queue.length > 0 || this.reserve.holds || this.flight !== undefined;
    do {
      this.turn();
      await this.flight;
      await this.rescue;
    } while (this.failures === 0 && Date.now() < giveUp && isBusy());
    this.isStopped = true;
    this.clearTurn();
    clearTimeout(this.rest);
    await this.flight;
    await this.rescue;
    this.unsafeUntil = 0;
    this.putAside();
    await this.rescue;
    this.clearTurn();
    if (this.waiting > 0) this.reports.unsafe(new Error(`${this.waiting} events are lost with this process`));
  }

  /** Items in memory, those of the batch under way included. */
  get waiting(): number {
    return this.queue.length + this.aloft.length + this.moving;
  }

  /** Items for which there was no room, since the beginning. */
  get droppedInAll(): number {
    return this.droppedBefore + this.dropped;
  }

  /** The first item after a pause goes at once, and the pause is kept between any two batches: no more of them, but less waiting. */
  private turnInTime(): void {
    const { sealAfter } = this.limits;
    if (this.timer || this.now) return;
    const rest = Math.min(sealAfter, this.sentAt + sealAfter - performance.now());
    // Not even for a millisecond, in which the process might fall asleep.
    if (rest <= 0) this.now = setImmediate(() => this.turn());
    else this.timer = setTimeout(() => this.turn(), rest);
  }

  private turn(): void {
    this.clearTurn();
    this.send();
    if (this.isAway) this.putAside();
  }

  private clearTurn(): void {
    clearTimeout(this.timer);
    clearImmediate(this.now);
    this.timer = undefined;
    this.now = undefined;
  }

  private send(): void {
    if (this.isStopped || this.flight || this.rest || (this.queue.length === 0 && !this.reserve.holds))
      return;
    // Whatever is being put aside goes first, so that the order stays.
    if (this.rescue) return;
    this.sentAt = performance.now();
    const heldUp = setTimeout(() => {
      this.isAway = true;
      this.putAside();
    }, this.limits.patience);
    this.flight = this.fly().finally(() => {
      clearTimeout(heldUp);
      this.flight = undefined;
      if (this.failures === 0) return this.goOn();
      this.putAside();
      if (!this.closed) this.rest ??= setTimeout(() => this.wake(), this.pause);
    });
  }

  private async fly(): Promise<void> {
    try {
      if (this.reserve.holds) {
        const { items, written } = await this.reserve.oldest(this.limits.most);
        if (items.length > 0) await this.write(items);
        await written();
      } else {
        this.aloft = this.queue.splice(0, this.limits.most);
        this.aloftIsSafe = false;
        await this.write(this.aloft);
        this.aloft = [];
      }
      this.failures = 0;
    } catch (error) {
      await this.rescue;
      if (!this.aloftIsSafe) this.queue.unshift(...this.aloft);
      this.aloft = [];
      this.failures += 1;
      this.isAway = true;
      this.reports.failed(error, this.waiting);
    }
  }

  /** After a batch, or after something was put aside. */
  private goOn(): void {
    const isThrough = !this.reserve.holds && !this.rescue && this.queue.length < this.limits.most;
    if (this.isAway && isThrough && this.failures === 0) this.recover();
    if (isThrough && this.queue.length > 0 && !this.closed) this.turnInTime();
    else this.send();
  }

  private wake(): void {
    this.rest = undefined;
    this.turn();
  }

  private get pause(): number {
    return retryAfter[Math.min(this.failures, retryAfter.length) - 1] ?? 0;
  }

  private recover(): void {
    const { dropped } = this;
    this.isAway = false;
    this.dropped = 0;
    this.droppedBefore += dropped;
    this.reports.recovered(dropped);
  }

  private putAside(): void {
    const aloft = this.aloftIsSafe ? [] : this.aloft;
    if (this.rescue || (this.queue.length === 0 && aloft.length === 0)) return;
    if (Date.now() < this.unsafeUntil) return;
    const waiting = this.queue;
    this.queue = [];
    this.moving = waiting.length;
    this.aloftIsSafe = true;
    this.rescue = this.bringAside(aloft, waiting).finally(() => {
      this.moving = 0;
      this.rescue = undefined;
      // What came meanwhile found nobody to put it aside, and a rest that ended nobody to send.
      if (this.queue.length > 0 && !this.isStopped)
        this.timer ??= setTimeout(() => this.turn(), this.limits.sealAfter);
      if (!this.flight) this.goOn();
    });
  }

  private async bringAside(aloft: readonly Item[], waiting: readonly Item[]): Promise<void> {
    let safe = 0;
    try {
      safe = await this.reserve.put([...aloft, ...waiting]);
      if (safe < aloft.length + waiting.length) throw new Error('the room set aside for it is full');
      this.unsafeUntil = 0;
    } catch (error) {
      // They wait in memory, as long as there is room.
      if (safe < aloft.length) this.aloftIsSafe = false;
      this.queue = [...waiting.slice(Math.max(0, safe - aloft.length)), ...this.queue];
      if (this.unsafeUntil === 0) this.reports.unsafe(error);
      this.unsafeUntil = Date.now() + unsafeFor;
      this.timer ??= setTimeout(() => this.turn(), unsafeFor);
    }
  }
}
