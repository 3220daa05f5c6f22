import { isDeepStrictEqual } from 'node:util';

import type { State } from './version.entity';

/** A place where two states are not the same; `undefined` where there is nothing. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Field by field, as deep as both sides have the same build: objects by their keys, lists of the same length by their
 * places. Whatever else differs is one difference as a whole.
 */
export function differencesOf(before: State | null, after: State | null): readonly Difference[] {
  return differencesAt('', before ?? {}, after ?? {});
}

/** What is now, with the fields at these paths (and below them) as they were; `null` stands for every field. */
export function withRestored(now: State, then: State, paths: readonly string[] | null): State {
  const isChosen = (path: string) =>
    paths === null || paths.some((chosen) => path === chosen || path.startsWith(`${chosen}.`));
  return merged('', now, then, isChosen) as State;
}

function differencesAt(path: string, before: unknown, after: unknown): readonly Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  const keys = commonKeys(before, after);
  if (!keys) return [{ path, before, after }];
  return keys.flatMap((key) => differencesAt(join(path, key), at(before, key), at(after, key)));
}

function merged(path: string, now: unknown, then: unknown, isChosen: (path: string) => boolean): unknown {
  if (isDeepStrictEqual(now, then)) return now;
  const keys = commonKeys(now, then);
  if (!keys) return isChosen(path) ? then : now;
  const parts = keys
    .map((key) => [key, merged(join(path, key), at(now, key), at(then, key), isChosen)] as const)
    .filter(([, value]) => value !== undefined);
  return Array.isArray(now) ? parts.map(([, value]) => value) : Object.fromEntries(parts);
}

/** The keys under which two values are compared; null when they are compared as a whole. */
function commonKeys(one: unknown, other: unknown): readonly string[] | null {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length ? [...one.keys()].map(String) : null;
  }
  if (!isRecord(one) || !isRecord(other)) return null;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, key: string): unknown =>
  Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined;

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);
