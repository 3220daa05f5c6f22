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

/** The entry of the audit for a deed; to be emitted in the transaction of the deed. A viewer of null is the product itself. */
export function audited(
  viewer: Viewer | null,
  { deed, what, subject, before, after, botId }: Deed,
): NewEvent<'audit.recorded'> {
  return {
    kind: 'audit.recorded',
    topic: botId ?? null,
    subject,
    data: {
      actorId: viewer?.accountId ?? null,
      actorName: viewer?.name ?? 'Social Cube',
      by: viewer?.by ?? 'system',
      deed,
      what,
      before: before ?? null,
      after: after ?? null,
      address: viewer?.origin.address ?? null,
      userAgent: viewer?.origin.userAgent ?? null,
      botId: botId ?? null,
    },
  };
}
