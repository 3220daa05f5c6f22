import { LRUCache } from 'lru-cache';

interface Page<Value> {
  /** As last read. */
  value: { readonly read: Value } | undefined;
  /** Until when that is believed, in milliseconds; 0 once somebody said that it changed. */
  until: number;
  reading: Promise<Value> | undefined;
}

/** Milliseconds that somebody waits for a newer reading; after that an older one must do: an interaction has three seconds in all. */
const patience = 500;
/** Keys that are remembered by default; who was asked for longest ago is forgotten first. */
const mostKeys = 10_000;

/** What was read from the database, kept in memory for those who cannot wait for one that is slow or away. */
export class Remembered<Value> {
  private readonly pages: LRUCache<string, Page<Value>>;

  /** `believedFor` in milliseconds, for a reading of which nobody said that it changed: word of that can be lost. */
  constructor(
    private readonly believedFor: number,
    private readonly query: (key: string) => Promise<Value>,
    most = mostKeys,
  ) {
    this.pages = new LRUCache({ max: most });
  }

  /** Throws only when it was never read before. */
  async get(key: string): Promise<Value> {
    const page = this.pages.get(key) ?? { value: undefined, until: 0, reading: undefined };
    this.pages.set(key, page);
    const { value } = page;
    if (value && Date.now() < page.until) return value.read;
    const reading = this.read(key, page);
    return value ? orElse(reading, value.read) : reading;
  }

  /** Everything is read anew before it is believed again. */
  doubt(): void {
    this.pages.forEach((page) => {
      page.until = 0;
      // What is being read now may have been read before the change.
      page.reading = undefined;
    });
  }

  private read(key: string, page: Page<Value>): Promise<Value> {
    if (page.reading) return page.reading;
    const reading = this.query(key)
      .then((value) => {
        if (page.reading !== reading) return value;
        page.value = { read: value };
        page.until = Date.now() + this.believedFor;
        return value;
      })
      .finally(() => {
        if (page.reading === reading) page.reading = undefined;
      });
    page.reading = reading;
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
