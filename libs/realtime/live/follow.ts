import type { EventSelection } from '../event-log/event-reader';
import type { EventKind, LoggedEvent } from '../event-log/events';

type EventOf<Kind extends EventKind> = Extract<LoggedEvent, { kind: Kind }>;
type Payload = Readonly<Record<string, unknown>>;

/**
 * What a subscription resolver returns: which events it follows, and what a subscriber gets for each. The live server
 * reads it; it is an AsyncIterable only because GraphQL asks for one.
 */
export class Follow implements AsyncIterable<never> {
  constructor(
    readonly selection: EventSelection,
    /** Null for an event that this subscription leaves out. */
    readonly toPayload: (event: LoggedEvent) => Payload | null,
    /** Whatever of the viewer, beside the permissions, the answer depends on: only equal viewers share one execution. */
    readonly scope: string,
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
  scope = '',
): Follow {
  const isOurs = (event: LoggedEvent): event is EventOf<Kind> => kinds.some((kind) => kind === event.kind);
  const selection = { kinds, topics: typeof topics === 'string' ? [topics] : topics };
  return new Follow(selection, (event) => (isOurs(event) ? toPayload(event) : null), scope);
}
