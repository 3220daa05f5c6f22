import DataLoader from 'dataloader';

/** A way to read many things by key in one query; a service declares it, `Loaders` batches it. */
export class Batch<Key, Value> {
  constructor(readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}
}

/** The DataLoaders of one operation: whoever asks for the same batch within it shares one query. */
export class Loaders {
  private readonly loaders = new Map<object, unknown>();

  /** Resolves with null for a key that is not there. */
  load<Key, Value>(batch: Batch<Key, Value>, key: Key): Promise<Value | null> {
    const known = this.loaders.get(batch);
    if (isLoaderOf<Key, Value>(known)) return known.load(key);
    const loader = new DataLoader<Key, Value | null>(async (keys) => {
      const found = await batch.read(keys);
      return keys.map((each) => found.get(each) ?? null);
    });
    this.loaders.set(batch, loader);
    return loader.load(key);
  }
}

function isLoaderOf<Key, Value>(value: unknown): value is DataLoader<Key, Value | null> {
  return value instanceof DataLoader;
}
