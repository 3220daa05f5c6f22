import { type FilterCall, onList, type TemplateFilter, type TemplateFilters } from './filter-call';
import { integerOf, listOf, numberOf, pathOf, textOf } from './values';

/** Entries are compared by texts and numbers only: JavaScript makes texts of whole trees to compare lists. */
type Key = string | number | undefined;

const keyOf = (value: unknown): Key =>
  typeof value === 'string' || typeof value === 'number'
    ? value
    : typeof value === 'boolean'
      ? Number(value)
      : undefined;

/** What is nothing comes last. */
function order(left: Key, right: Key): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return left < right ? -1 : Number(left > right);
}

const folded = (key: Key): Key => (typeof key === 'string' ? key.toLowerCase() : key);

const sorted = (adapt: (key: Key) => Key): TemplateFilter =>
  onList((list, call) => {
    call.meter.spendOnList(list.length * Math.log2(list.length + 1));
    const keyed = list.map((entry) => ({ entry, key: adapt(keyOf(read(entry, call))) }));
    // Long texts that begin alike are read at each comparison.
    for (const { key } of keyed) if (typeof key === 'string') call.meter.spend(key.length / 1000);
    return keyed.sort((left, right) => order(left.key, right.key)).map(({ entry }) => entry);
  });

/** The property of an entry that the first argument names, or the entry itself. */
function read(entry: unknown, call: FilterCall): unknown {
  const path = call.arg(0);
  if (typeof path !== 'string' || path === '') return entry;
  call.meter.spend(0.2);
  return pathOf(entry, path);
}

/** Whether an entry's property is what the second argument says, or anything but false and nothing without one. */
function isMatch(entry: unknown, call: FilterCall): boolean {
  const value = read(entry, call);
  const wanted = call.arg(1);
  call.meter.spendOnEquality(value, wanted);
  if (wanted !== undefined) return value === wanted;
  return value !== undefined && value !== null && value !== false;
}

function joined(list: readonly unknown[], call: FilterCall): string {
  const between = call.text(0, ' ');
  call.meter.allocate(between.length * Math.max(0, list.length - 1));
  const texts = list.map((entry) => {
    const text = textOf(entry, call.meter);
    call.meter.allocate(text.length);
    return text;
  });
  return texts.join(between);
}

function part(input: unknown, call: FilterCall): unknown {
  const isList = Array.isArray(input);
  const entriesOrText = isList ? input : textOf(input, call.meter);
  call.meter.spendOnList(entriesOrText.length);
  const whole = Array.from<unknown>(entriesOrText);
  const start = call.integer(0, 0);
  const begin = start < 0 ? whole.length + start : start;
  const length = call.integer(1, 1);
  const entries = begin < 0 || length < 0 ? [] : whole.slice(begin, begin + length);
  call.meter.allocateList(entries.length);
  return isList ? entries : entries.join('');
}

const end =
  (index: 0 | -1): TemplateFilter =>
  (input) =>
    typeof input === 'string'
      ? (Array.from(index === 0 ? input.slice(0, 2) : input.slice(-2)).at(index) ?? '')
      : listOf(input).at(index);

export const listFilters = {
  join: onList(joined),
  first: end(0),
  last: end(-1),
  size: (input) => (typeof input === 'string' || Array.isArray(input) ? input.length : 0),
  slice: part,
  map: onList((list, call) => list.map((entry) => read(entry, call))),
  where: onList((list, call) => list.filter((entry) => isMatch(entry, call))),
  reject: onList((list, call) => list.filter((entry) => !isMatch(entry, call))),
  find: onList((list, call) => list.find((entry) => isMatch(entry, call))),
  sort: sorted((key) => key),
  sort_natural: sorted(folded),
  reverse: onList((list) => list.toReversed()),
  uniq: onList((list) => [...new Set(list)]),
  compact: onList((list) => list.filter((entry) => entry !== undefined && entry !== null)),
  concat: onList((list, call) => {
    const more = call.list(0);
    call.meter.spendOnList(more.length);
    return [...list, ...more];
  }),
  sum: onList((list, call) => list.reduce<number>((sum, entry) => sum + numberOf(read(entry, call)), 0)),
  /** One entry by chance. */
  sample: (input) => {
    const list = listOf(input);
    return list[integerOf(Math.random() * list.length, 0)];
  },
} as const satisfies TemplateFilters;
