import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';

/** A way to read many things by key in one query; a service declares it, `Loaders` batches it. */
export class Batch<Key, Value> {
  constructor(readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}
}

/** What an `SqlBatch` answers, by key; null for nothing at all. */
export type Found<Value> = Readonly<Record<string, Value>> | null;

/**
 * A batch that is one select of `key` and `value`, in which `$keys` stands for the keys. What PostgreSQL says as JSON must be
 * all of the value; `revived` makes it whole. Rows that are read with `readRows` bring theirs in the same statement.
 */
export class SqlBatch<Value> extends Batch<string, Value> {
  constructor(
    database: DataSource,
    private readonly select: string,
    private readonly revived: (value: Value) => Value = (value) => value,
  ) {
    super(async (keys) => {
      const [answer]: { found: string | null }[] = await database.query(
        `select ${this.answer('$1')}::text as found`,
        [keys],
      );
      return this.valuesOf(JSON.parse(answer?.found ?? 'null'));
    });
  }

  /** An expression for keys that are an expression themselves: the JSON that `valuesOf` takes. */
  answer(keys: string): string {
    return `(select json_object_agg(key, value) from (${this.select.replaceAll('$keys', keys)}) as part)`;
  }

  valuesOf(found: Found<Value>): ReadonlyMap<string, Value> {
    return new Map(Object.entries(found ?? {}).map(([key, value]) => [key, this.revived(value)]));
  }
}

/** What one operation has read of a batch: by key, null for what is not there. */
class Shelf<Key, Value> {
  readonly known = new Map<Key, Value | null>();
  private readonly loader = new DataLoader<Key, Value | null>(async (keys) => {
    const found = await this.batch.read(keys);
    return keys.map((each) => found.get(each) ?? null);
  });

  constructor(readonly batch: Batch<Key, Value>) {}

  load(key: Key): Promise<Value | null> {
    const known = this.known.get(key);
    return known === undefined ? this.loader.load(key) : Promise.resolve(known);
  }

  keep(keys: readonly Key[], found: ReadonlyMap<Key, Value>): void {
    for (const key of keys) this.known.set(key, found.get(key) ?? null);
  }
}

/** The DataLoaders of one operation: whoever asks for the same batch within it shares one query. */
export class Loaders {
  private readonly shelves = new Map<object, unknown>();

  /** Resolves with null for a key that is not there. */
  load<Key, Value>(batch: Batch<Key, Value>, key: Key): Promise<Value | null> {
    return this.shelfOf(batch).load(key);
  }

  /** Keeps what rows were read with, and reads the rest of what they will ask, so that none of them has to wait. */
  async keep(
    answers: readonly {
      readonly batch: Batch<string, unknown>;
      readonly keys: readonly string[];
      readonly found: Found<unknown> | undefined;
    }[],
  ): Promise<void> {
    const reading = answers.map(async ({ batch, keys, found }) => {
      if (keys.length === 0) return;
      const isRead = found !== undefined && batch instanceof SqlBatch;
      this.shelfOf(batch).keep(keys, isRead ? batch.valuesOf(found) : await batch.read(keys));
    });
    // What cannot be read fails later, in its own field.
    await Promise.allSettled(reading);
  }

  /** What is kept, at once; undefined for a key that is not. */
  known<Key, Value>(batch: Batch<Key, Value>, key: Key): Value | null | undefined {
    return this.shelfOf(batch).known.get(key);
  }

  private shelfOf<Key, Value>(batch: Batch<Key, Value>): Shelf<Key, Value> {
    const known = this.shelves.get(batch);
    if (isShelfOf<Key, Value>(known)) return known;
    const shelf = new Shelf(batch);
    this.shelves.set(batch, shelf);
    return shelf;
  }
}

function isShelfOf<Key, Value>(value: unknown): value is Shelf<Key, Value> {
  return value instanceof Shelf;
}
