import { randomBytes } from 'node:crypto';

/**
 * What a new message says so that it stands there once: Discord may have taken what @discordjs/rest sends again after a
 * time-out. Answers to interactions need none, for an interaction is answered once.
 */
export const sentOnce = () => ({ nonce: randomBytes(18).toString('base64url'), enforce_nonce: true });
