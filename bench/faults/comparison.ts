/** Three accounts of the same events, by their ids. */
export interface Accounts {
  /** Of each producer, in the order in which the log took them. */
  readonly produced: readonly (readonly string[])[];
  /** In commit order. */
  readonly stored: readonly string[];
  /** In the order in which they came, each time that they came. */
  readonly seen: readonly string[];
}

export interface Comparison {
  /** Produced and not stored. */
  readonly lost: readonly string[];
  /** Stored and not seen. */
  readonly unseen: readonly string[];
  /** Stored or seen, and never produced. */
  readonly strange: readonly string[];
  /** Times that something was stored or seen once more. */
  readonly doubled: number;
  /** Times that something was stored before what its producer made earlier, or seen before what was stored earlier. */
  readonly disordered: number;
}

export function compare({ produced, stored, seen }: Accounts): Comparison {
  const made = new Set(produced.flat());
  const [kept, came] = [new Set(stored), new Set(seen)];
  const without = (all: Iterable<string>, known: ReadonlySet<string>) =>
    [...all].filter((id) => !known.has(id));
  return {
    lost: without(made, kept),
    unseen: without(kept, came),
    strange: without(new Set([...stored, ...seen]), made),
    doubled: stored.length - kept.size + seen.length - came.size,
    disordered:
      produced.reduce((sum, each) => sum + stepsBack(stored, each), 0) + stepsBack([...came], [...kept]),
  };
}

/** How often the next one of a list stands earlier in another list, which need not hold all of them. */
function stepsBack(list: readonly string[], order: readonly string[]): number {
  const places = new Map(order.map((id, place) => [id, place]));
  const walked = list.flatMap((id) => places.get(id) ?? []);
  return walked.filter((place, index) => index > 0 && place < (walked[index - 1] ?? 0)).length;
}
