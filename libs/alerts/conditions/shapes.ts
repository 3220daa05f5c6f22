import { z } from 'zod';

const none = (word: string) => z.null({ error: `A rule of this kind takes no ${word}.` });
export const anyBot = z.string().nullable();
export const noBot = none('bot');
export const noThreshold = none('threshold');
export const noWindow = none('window');

export const between = (low: number, high: number, unit: string) => {
  const error = `Give a number of ${unit} from ${low.toLocaleString('en-US')} to ${high.toLocaleString('en-US')}.`;
  return z.number({ error }).min(low, { error }).max(high, { error });
};

/** What is counted: so many in so much time. */
export const counting = z.object({
  botId: anyBot,
  threshold: between(1, 10_000, 'entries').int({ error: 'Give a whole number.' }),
  windowSeconds: between(60, 3600, 'seconds').int({ error: 'Give a whole number.' }),
});
