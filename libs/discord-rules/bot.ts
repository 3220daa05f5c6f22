import type { RuleProblem } from './text';

/** Ours, not Discord's: what the panel calls a bot. */
export const botNameLength = { min: 1, max: 80 } as const;
export const botDescriptionLength = { max: 400 } as const;

export function tokenProblems(token: string, field = 'token'): readonly RuleProblem[] {
  const bare = token.trim();
  if (bare.length === 0) return [{ field, message: 'Paste the bot token from Discord’s developer portal.' }];
  if (/^bot\s/i.test(bare)) return [{ field, message: 'Leave out the word “Bot” in front of the token.' }];
  if (!/^[\x21-\x7e]+$/.test(bare))
    return [{ field, message: 'A token has no spaces, line breaks or special letters: copy it again.' }];
  return [];
}
