import { z } from 'zod';

import { countField, form, snowflakeField } from '../form';

interface Identified {
  id: string;
}

/** A slice of a list that is sorted by id, oldest first, as Discord's `limit`, `before`, `after` and `around` cut it. */
export function paged<T extends Identified>(
  list: readonly T[],
  query: Record<string, string>,
  { usual, most, from = 'oldest' }: { usual: number; most: number; from?: 'oldest' | 'newest' },
): T[] {
  const { limit, before, after, around } = form(
    z.object({
      limit: countField(1, most).default(usual),
      before: snowflakeField.optional(),
      after: snowflakeField.optional(),
      around: snowflakeField.optional(),
    }),
    query,
  );
  if (around !== undefined) {
    const index = list.findIndex(({ id }) => BigInt(id) >= BigInt(around));
    const middle = index < 0 ? list.length : index;
    const start = Math.max(0, middle - Math.floor(limit / 2));
    return list.slice(start, start + limit);
  }
  const within = list.filter(
    ({ id }) =>
      (before === undefined || BigInt(id) < BigInt(before)) &&
      (after === undefined || BigInt(id) > BigInt(after)),
  );
  const isBackwards = after === undefined && (before !== undefined || from === 'newest');
  return isBackwards ? within.slice(-limit) : within.slice(0, limit);
}
