import type { Viewer } from '@cube/platform/viewer';

import type { NewEvent } from './events';

/** A deed as its room tells it. */
export interface Deed {
  /** Such as `member.add`. */
  readonly deed: string;
  /** The sentence of the log. */
  readonly what: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before?: unknown;
  readonly after?: unknown;
  readonly botId?: string;
}

/** Who did something, as the audit remembers them. */
export type Actor = Pick<Viewer, 'accountId' | 'name' | 'by' | 'origin'>;

/** The entry of the audit for a deed; to be emitted in the transaction of the deed. An actor of null is the product itself. */
export function audited(
  actor: Actor | null,
  { deed, what, subject, before, after, botId }: Deed,
): NewEvent<'audit.recorded'> {
  return {
    kind: 'audit.recorded',
    topic: botId ?? null,
    subject,
    data: {
      actorId: actor?.accountId ?? null,
      actorName: actor?.name ?? 'Social Cube',
      by: actor?.by ?? 'system',
      deed,
      what,
      before: before ?? null,
      after: after ?? null,
      address: actor?.origin.address ?? null,
      userAgent: actor?.origin.userAgent ?? null,
      botId: botId ?? null,
    },
  };
}
