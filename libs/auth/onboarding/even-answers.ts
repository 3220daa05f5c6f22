import { setTimeout as pause } from 'node:timers/promises';

import type { Limits } from '@cube/platform/limits';

/** Milliseconds: no answer about an e-mail comes sooner, so that its haste does not tell whether there is an account. */
const evenAfter = 250;

export async function evenly(work: Promise<void>): Promise<void> {
  await Promise.all([work, pause(evenAfter)]);
}

/** Nobody is sent more than a few mails by strangers, wherever these are. */
export async function spareMailbox(limits: Limits, email: string): Promise<void> {
  await limits.take('account', `mail ${email}`);
}
