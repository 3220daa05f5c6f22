import { LRUCache } from 'lru-cache';

interface Page<Value> {
  /** As last read. */
  value: { readonly read: Value } | undefined;
  /** When that was, in milliseconds; 0 once somebody said that it changed. */
  readAt: number;
  reading: Promise<Value> | undefined;
  /** When that was asked for, in milliseconds. */
  askedAt: number;
  /** The look that is about to be taken. */
  look: NodeJS.Timeout | undefined;
}

/** Milliseconds that somebody waits for a newer reading; after that an older one must do: an interaction has three seconds in all. */
const patience = 500;
/** Milliseconds after which it is looked again, though nobody said that something changed: somebody may have written to the database by hand. */
const believed = 60_000;
/** Milliseconds for which a reading that is due for another look still serves: nobody waits for that look. */
const stillServes = 10 * 60_000;
/** Milliseconds from then until that look: first whoever asked is answered. */
const lookAfter = 100;
/** Milliseconds after which a reading is asked for again: its connection may have fallen silent for good. */
const lostAfter = 15_000;
/** Keys that are remembered; who was asked for longest ago is forgotten first. */
const mostKeys = 10_000;

/**
 * What was read from the database, kept in memory for those who cannot wait for one that is slow or away. Whoever has one calls
 * `doubt` at a hint that something changed; `Hints` sees to it that none is lost for long.
 */
export class Remembered<Value> {
  private readonly pages = new LRUCache<string, Page<Value>>({ max: mostKeys });

  constructor(
    private readonly query: (key: string) => Promise<Value>,
    private readonly believedFor = believed,
  ) {}

  /** Throws only when it was never read before. */
  async get(key: string): Promise<Value> {
    const page = this.pages.get(key) ?? this.open(key);
    const { value } = page;
    const age = Date.now() - page.readAt;
    if (!value) return this.read(key, page);
    if (age > this.believedFor + stillServes) return orElse(this.read(key, page), value.read);
    if (age > this.believedFor) this.lookSoon(key, page);
    return value.read;
  }

  /** Everything is read anew before it is believed again. */
  doubt(): void {
    this.pages.forEach((page) => {
      page.readAt = 0;
      // What is being read now may have been read before the change.
      page.reading = undefined;
    });
  }

  private open(key: string): Page<Value> {
    const page = { value: undefined, readAt: 0, reading: undefined, askedAt: 0, look: undefined };
    this.pages.set(key, page);
    return page;
  }

  private lookSoon(key: string, page: Page<Value>): void {
    page.look ??= setTimeout(() => {
      page.look = undefined;
      this.read(key, page).catch(() => undefined);
    }, lookAfter);
  }

  private read(key: string, page: Page<Value>): Promise<Value> {
    if (page.reading && Date.now() - page.askedAt < lostAfter) return page.reading;
    const reading = this.query(key)
      .then((value) => {
        if (page.reading !== reading) return value;
        page.value = { read: value };
        page.readAt = Date.now();
        return value;
      })
      .finally(() => {
        if (page.reading === reading) page.reading = undefined;
      });
    page.reading = reading;
    page.askedAt = Date.now();
    return reading;
  }
}

/** What is being read, unless that takes too long or fails. */
async function orElse<Value>(reading: Promise<Value>, older: Value): Promise<Value> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Value>((resolve) => {
    late = setTimeout(() => resolve(older), patience);
  });
  try {
    return await Promise.race([reading.catch(() => older), tooLate]);
  } finally {
    clearTimeout(late);
  }
}
