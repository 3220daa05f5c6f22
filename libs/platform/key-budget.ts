import { TooMany } from './errors';
import { type Limits, whoIs } from './limits';
import type { Viewer } from './viewer';

/** Charges what an operation costs to the budget of the key that sent it. Throws TooMany when the hour’s points are used up. */
export function spendBudget(limits: Limits, viewer: Viewer | null, cost: number): void {
  if (viewer?.budget === undefined || viewer.budget === null) return;
  const who = whoIs(viewer);
  const { limit, remaining, resetsIn } = limits.takeNow('budget', who, 0);
  if (limit - remaining + cost > viewer.budget) {
    throw new TooMany(
      `This would go beyond the budget of this API key, ${viewer.budget} points an hour. Try again in ${resetsIn} s.`,
      resetsIn,
    );
  }
  limits.charge('budget', who, cost);
}
