import type { z } from 'zod';

/** Reads the environment, or throws a sentence that names the variable at fault. */
export function settingsOf<Settings>(shape: z.ZodType<Settings>): Settings {
  const settings = shape.safeParse(process.env);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}
