import { z } from 'zod';

/** Interactions of one run. */
const most = 300_000;

export const loadWish = z
  .object({
    /** A slash command that needs no options. */
    command: z.string().default('load'),
    perSecond: z.number().min(1).max(10_000),
    seconds: z.number().positive().max(120),
    /** The bots by name or id; without a word, all that have the command. */
    applications: z.array(z.string()).min(1).optional(),
    /** The guilds by name or id; without a word, all where those bots are. */
    guilds: z.array(z.string()).min(1).optional(),
  })
  .refine(({ perSecond, seconds }) => perSecond * seconds <= most, {
    message: `One run has at most ${most} interactions.`,
  });

const milliseconds = z.number();

export const loadOutcome = z.object({
  offered: z.number(),
  answered: z.number(),
  /** Not in time, or not at all because the bot is offline. */
  unanswered: z.number(),
  /** From the first interaction to the last; more than was asked for when the simulator could not keep up. */
  milliseconds,
  /** From the gateway frame to the first answer, of those that were answered; null without any. */
  latency: z
    .object({ p50: milliseconds, p95: milliseconds, p99: milliseconds, max: milliseconds })
    .nullable(),
});

export type LoadWish = z.infer<typeof loadWish>;
export type LoadOutcome = z.infer<typeof loadOutcome>;
