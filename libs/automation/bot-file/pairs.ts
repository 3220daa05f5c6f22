/** Something that is there. */
export interface There<Written> {
  readonly id: string;
  readonly written: Written;
}

/** What is there beside what a file wants; null where one side has nothing. */
export interface Pair<Written> {
  readonly known: There<Written> | null;
  readonly written: Written | null;
  /** Among what the file wants. */
  readonly index: number | null;
}

/**
 * Finds for everything that is wanted what is there of it, each at most once: first by the first rule, then what is left
 * by the next. What nothing was wanted of comes last.
 */
export function paired<Written>(
  there: readonly There<Written>[],
  wanted: readonly Written[],
  rules: readonly ((one: Written, other: Written) => boolean)[],
): readonly Pair<Written>[] {
  const left = new Set(there);
  const found = new Map<number, There<Written>>();
  for (const isSame of rules) {
    wanted.forEach((written, index) => {
      const known = found.has(index) ? undefined : [...left].find((each) => isSame(each.written, written));
      if (!known) return;
      left.delete(known);
      found.set(index, known);
    });
  }
  return [
    ...wanted.map((written, index) => ({ known: found.get(index) ?? null, written, index })),
    ...[...left].map((known) => ({ known, written: null, index: null })),
  ];
}
