const first = 2000;
const longest = 60_000;

/**
 * Milliseconds to wait before the next attempt: 1–2 s after the first failure, twice that after each further one, 30–60 s in
 * the end. Half of it is chance, so that bots that fell together do not come back together.
 */
export function backoff(failuresBefore: number): number {
  const most = Math.min(longest, first * 2 ** failuresBefore);
  return most / 2 + (Math.random() * most) / 2;
}
