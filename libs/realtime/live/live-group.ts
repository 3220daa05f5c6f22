import { Loaders } from '@cube/platform/loaders';
import { execute, type ExecutionArgs, type ExecutionResult, type FieldNode, Kind } from 'graphql';

import { type Position, toCursor } from '../event-log/cursor';
import type { LoggedEvent } from '../event-log/events';
import type { Follow } from './follow';
import { NextMessage } from './next-message';

/** One subscriber: where it stands in the log, and how frames reach its socket. */
export interface Member {
  /** False when the socket is gone. */
  readonly send: (message: NextMessage) => boolean;
  /** Resolves when its reader has taken most of what it was sent; false when it does not. */
  readonly drained: () => Promise<boolean>;
  /** Closes its socket, so that it comes back and catches up. */
  readonly cut: () => void;
  /** Everything up to this seq was sent, or was before its time. */
  seq: number;
  /** While it catches up: the frames that came live meanwhile. */
  waiting: { readonly seq: number; readonly message: NextMessage }[] | null;
  end?: () => void;
}

/** What `createSourceEventStream` was called with, less the cursor: the same for all members of a group. */
export type Operation = Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues' | 'contextValue'
>;

/**
 * Equal subscribers: same document, same variables but for the cursor, same permissions. An event is executed once
 * and its bytes are sent to every member.
 */
export class LiveGroup {
  readonly members = new Set<Member>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    readonly follow: Follow,
    private readonly operation: Operation,
    private readonly present: (result: ExecutionResult) => ExecutionResult,
  ) {}

  /** Hands on an event of the tail; events are executed one after the other, so that order is kept. */
  take(event: LoggedEvent, epoch: string): void {
    this.queue = this.queue.then(async () => {
      const message = await this.render(event, epoch).catch(() => undefined);
      // Nobody may miss an event unawares: whoever is cut off comes back with its cursor.
      if (message === undefined) this.members.forEach((member) => member.cut());
      else if (message) this.members.forEach((member) => deliver(member, event.seq, message));
    });
  }

  /** What subscribers get for an event, or null when this subscription leaves it out. */
  async render(event: LoggedEvent, epoch: string): Promise<NextMessage | null> {
    const payload = this.follow.toPayload(event);
    return payload && this.run({ cursor: toCursor({ epoch, seq: event.seq }), gap: null, ...payload });
  }

  /** What a subscriber gets first that comes without a cursor (null) or behind a gap: the snapshot, if there is one. */
  renderStart(position: Position, reason: string | null): Promise<NextMessage> {
    return this.run({ cursor: toCursor(position), gap: reason && { reason }, ...this.follow.snapshot });
  }

  private async run(payload: object): Promise<NextMessage> {
    const { contextValue, ...operation } = this.operation;
    const result = await execute({
      ...operation,
      rootValue: { [rootFieldOf(operation).name.value]: payload },
      contextValue: { ...(contextValue as object), loaders: new Loaders() },
    });
    return new NextMessage(JSON.stringify(this.present(result)));
  }
}

/** Events that are kept for a member that catches up. */
const mostWaiting = 10_000;

/** Sends what the member has not seen; while it catches up, keeps it. */
export function deliver(member: Member, seq: number, message: NextMessage): void {
  if (member.waiting) {
    // It comes back with a cursor that is nearer.
    if (member.waiting.length >= mostWaiting) member.cut();
    else member.waiting.push({ seq, message });
  } else if (seq > member.seq) {
    member.seq = seq;
    member.send(message);
  }
}

/** The one root field of a subscription (validation has refused documents with more). */
export function rootFieldOf({
  document,
  operationName,
}: Pick<ExecutionArgs, 'document' | 'operationName'>): FieldNode {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (operationName && definition.name?.value !== operationName) continue;
    const [field] = definition.selectionSet.selections;
    if (field?.kind === Kind.FIELD) return field;
  }
  throw new Error('A subscription names one field.');
}
