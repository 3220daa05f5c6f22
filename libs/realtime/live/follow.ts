import type { EventSelection } from '../event-log/event-reader';
import type { EventKind, LoggedEvent } from '../event-log/events';

type EventOf<Kind extends EventKind> = Extract<LoggedEvent, { kind: Kind }>;
type Payload = Readonly<Record<string, unknown>>;

/**
 * Who shares one execution of a subscription: everybody with equal permissions, what one account has open, or one session.
 * Fields see no more of the viewer than that: for everybody, nobody's own fields are filled.
 */
export type SharedBy = 'everybody' | 'account' | 'session';

/**
 * What a subscription resolver returns: which events it follows, and what a subscriber gets for each. The live server
 * reads it; it is an AsyncIterable only because GraphQL asks for one.
 */
export class Follow implements AsyncIterable<never> {
  constructor(
    readonly selection: EventSelection,
    /** Null for an event that this subscription leaves out. Beside the permissions, it may depend on what is shared only. */
    readonly toPayload: (event: LoggedEvent) => Payload | null,
    readonly sharedBy: SharedBy,
    /** What whoever comes without a cursor, or behind a gap, gets first; null for nothing. */
    readonly snapshot: Payload | null = null,
  ) {}

  [Symbol.asyncIterator](): never {
    throw new Error('Subscriptions are served by LiveServer.');
  }
}

/** Follows some kinds of events, of one topic, of some, or of all (`null`). */
export function follow<const Kind extends EventKind>(
  kinds: readonly Kind[],
  topics: string | readonly string[] | null,
  toPayload: (event: EventOf<Kind>) => Payload | null,
  sharedBy: SharedBy = 'everybody',
): Follow {
  const isOurs = (event: LoggedEvent): event is EventOf<Kind> => kinds.some((kind) => kind === event.kind);
  const selection = { kinds, topics: typeof topics === 'string' ? [topics] : topics };
  return new Follow(selection, (event) => (isOurs(event) ? toPayload(event) : null), sharedBy);
}

/** As `follow`, for everybody with equal permissions; it begins with a snapshot, which the fields of this payload read. */
export function followWithSnapshot<const Kind extends EventKind>(
  kinds: readonly Kind[],
  topics: string | readonly string[] | null,
  snapshot: Payload,
  toPayload: (event: EventOf<Kind>) => Payload | null,
): Follow {
  const { selection, toPayload: ours, sharedBy } = follow(kinds, topics, toPayload);
  return new Follow(selection, ours, sharedBy, snapshot);
}
