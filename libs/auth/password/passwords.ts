import { hash, type Options, verify } from '@node-rs/argon2';

/**
 * Argon2id (the library's default) by the OWASP password storage cheat sheet: 19 MiB, two passes, one lane. Changed
 * numbers reach a stored hash at its owner's next sign-in.
 */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const costOfHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** A hash of nothing that anybody knows, for whoever names an account that is not there. */
let nobody: Promise<string> | undefined;

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** False for whoever has no password, after the same work. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID());
  const isRight = await verify(stored ?? (await nobody), password);
  return stored !== null && isRight;
}

/** True when a hash was made with other numbers than today's. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(costOfHash);
