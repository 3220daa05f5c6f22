import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';

/** A way to read many things by key in one query; a service declares it, `Loaders` batches it. */
export class Batch<Key, Value> {
  constructor(readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}
}

/**
 * A batch that is one select of `key` and `value`, in which `$keys` stands for the keys. What PostgreSQL says as JSON must be
 * all of the value; `revived` makes it whole. Those that a list preloads are read in one statement.
 */
export class SqlBatch<Value> extends Batch<string, Value> {
  constructor(
    readonly database: DataSource,
    readonly select: string,
    readonly revived: (value: Value) => Value = (value) => value,
  ) {
    super(async (keys) => (await readTogether(database, [{ batch: this, keys }]))[0] ?? new Map());
  }
}

interface Order<Value> {
  readonly batch: SqlBatch<Value>;
  readonly keys: readonly string[];
}

/** One statement for all of them, which answers with one JSON text. */
async function readTogether<Value>(
  database: DataSource,
  orders: readonly Order<Value>[],
): Promise<readonly ReadonlyMap<string, Value>[]> {
  const parts = orders.map(
    ({ batch }, index) =>
      `(select json_object_agg(key, value) from (${batch.select.replaceAll('$keys', `$${index + 1}`)}) as part)`,
  );
  const [answer]: { found: string }[] = await database.query(
    `select json_build_array(${parts.join(', ')})::text as found`,
    orders.map(({ keys }) => keys),
  );
  const found: (Readonly<Record<string, Value>> | null)[] = JSON.parse(answer?.found ?? '[]');
  return orders.map(({ batch }, index) => {
    const entries = Object.entries(found[index] ?? {});
    return new Map(entries.map(([key, value]) => [key, batch.revived(value)]));
  });
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

  /** Reads what the rows of a list will ask for, so that none of them has to wait. What cannot be read is left to `load`. */
  async preload(
    wishes: readonly { readonly batch: Batch<string, unknown>; readonly keys: Iterable<string> }[],
  ) {
    const orders: Order<unknown>[] = [];
    const reading: Promise<void>[] = [];
    for (const { batch, keys: wanted } of wishes) {
      const keys = [...wanted];
      if (keys.length === 0) continue;
      if (batch instanceof SqlBatch) orders.push({ batch, keys });
      else reading.push(batch.read(keys).then((found) => this.shelfOf(batch).keep(keys, found)));
    }
    const [first] = orders;
    if (first) {
      const together = readTogether(first.batch.database, orders).then((answers) =>
        answers.forEach((found, index) => {
          const order = orders[index];
          if (order) this.shelfOf(order.batch).keep(order.keys, found);
        }),
      );
      reading.push(together);
    }
    await Promise.allSettled(reading);
  }

  /** What was preloaded, at once; undefined for a key that was not. */
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
