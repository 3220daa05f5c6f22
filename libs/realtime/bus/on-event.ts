import type { EventKind, LoggedEvent } from '../event-log/events';

/** What happens in one process and is no event of the log: too much of it, or of no interest to anybody else. */
export interface LocalEventMap {
  /** A client said something over its WebSocket: `field` is the subscription or the mutation that it asks for. */
  'message.received': {
    readonly connectionId: string;
    readonly accountId: string;
    readonly name: string;
    readonly field: string;
  };
}

export type LocalEventKind = keyof LocalEventMap;
export type HeardKind = EventKind | LocalEventKind;

/** What a listener is given. */
export type Heard<Kind extends HeardKind> =
  | Extract<LoggedEvent, { kind: Kind }>
  | {
      [Local in LocalEventKind & Kind]: { readonly kind: Local; readonly data: LocalEventMap[Local] };
    }[LocalEventKind & Kind];

/** Metadata on a method: what it hears. */
export const HEARS = 'cube:hears';

/**
 * Calls this method of a provider whenever one of these happens, with the event, whose type follows from the kinds.
 *
 * Events of the log are heard after their change is committed, in commit order, from whichever process they come, and by every
 * process that has the provider: a listener that acts outside must bear being called in several. It hears what happens from
 * the start of its process on; nothing is kept for a process that is down. Whoever must miss nothing keeps a cursor of
 * its own and reads the log (`EventReader.missed`). Local events are heard in their own process alone, at once.
 *
 * A listener that throws is reported and disturbs nobody. Listeners that return promises are not waited for.
 */
export const OnEvent =
  <const Kind extends HeardKind>(...kinds: readonly Kind[]) =>
  <Method extends (event: Heard<Kind>) => unknown>(
    _target: object,
    _name: string | symbol,
    { value }: TypedPropertyDescriptor<Method>,
  ): void => {
    if (value) Reflect.defineMetadata(HEARS, kinds, value);
  };
