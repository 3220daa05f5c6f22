import { createHash, randomFillSync, timingSafeEqual } from 'node:crypto';

/** Random bytes are drawn by the page: one call for each token would cost more than all else about it. */
const page = Buffer.alloc(8_192);
let used = page.length;

/** So many random bytes, at most a page of them, in base64url. */
export function secret(bytes = 24): string {
  if (used + bytes > page.length) {
    randomFillSync(page);
    used = 0;
  }
  used += bytes;
  return page.toString('base64url', used - bytes, used);
}

/** The prefix says at a glance that a token belongs to a simulator, in a log as in a form. */
export const botToken = (applicationId: string): string => `sim.${applicationId}.${secret()}`;

/** The shape of a real bot token. Such a token never belongs here: whoever sent it pasted it into the wrong place. */
export const looksReal = (token: string): boolean => /^[\w-]{24,}\.[\w-]{6}\.[\w-]{27,}$/.test(token.trim());

export const realTokenRefused =
  'This is a simulator and the token looks like one of real Discord: it was not kept. Use a token that starts with "sim.", and reset the real one.';

const digest = (text: string) => createHash('sha256').update(text).digest();

export const sameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(digest(left), digest(right));
