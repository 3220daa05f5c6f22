import { computed, linkedSignal, type Signal } from '@angular/core';

export interface Row<Item> {
  /** Stays the item's own while it is changed and moved. */
  readonly key: number;
  readonly item: Item;
  readonly index: number;
}

let lastKey = 0;
const newKey = () => (lastKey += 1);

/** A list that somebody edits. Changes are handed up as a whole new list. */
export class EditedList<Item> {
  private readonly keys: ReturnType<typeof linkedSignal<number[]>>;
  readonly rows: Signal<readonly Row<Item>[]>;

  constructor(
    private readonly items: () => readonly Item[],
    private readonly change: (items: readonly Item[]) => void,
  ) {
    const count = computed(() => items().length);
    // A list that was changed from outside keeps what it has in common with this one: its length.
    this.keys = linkedSignal<number, number[]>({
      source: count,
      computation: (length, before) => Array.from({ length }, (_, index) => before?.value[index] ?? newKey()),
    });
    this.rows = computed(() =>
      items().map((item, index) => ({ key: this.keys()[index] ?? -1 - index, item, index })),
    );
  }

  add(item: Item): void {
    this.set([...this.items(), item], [...this.keys(), newKey()]);
  }

  replace(index: number, item: Item): void {
    this.change(this.items().with(index, item));
  }

  remove(index: number): void {
    this.set(this.items().toSpliced(index, 1), this.keys().toSpliced(index, 1));
  }

  move(from: number, to: number): void {
    const item = this.items()[from];
    const key = this.keys()[from];
    if (item === undefined || key === undefined || to < 0 || to >= this.items().length) return;
    this.set(
      this.items().toSpliced(from, 1).toSpliced(to, 0, item),
      this.keys().toSpliced(from, 1).toSpliced(to, 0, key),
    );
  }

  private set(items: readonly Item[], keys: number[]): void {
    this.keys.set(keys);
    this.change(items);
  }
}
