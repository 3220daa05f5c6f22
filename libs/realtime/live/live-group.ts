import type { RequestContext } from '@cube/platform/access';
import { execute } from '@cube/platform/execution/execute';
import { Loaders } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import { type ExecutionArgs, type ExecutionResult, type FieldNode, Kind } from 'graphql';

import { type Position, toCursor } from '../event-log/cursor';
import type { LoggedEvent } from '../event-log/events';
import type { Follow } from './follow';
import type { Member } from './member';
import { NextMessage } from './next-message';

/** What `createSourceEventStream` was called with, less the cursor: the same for all members of a group. */
export interface Operation extends Pick<
  ExecutionArgs,
  'schema' | 'document' | 'operationName' | 'variableValues'
> {
  readonly viewer: Viewer;
}

/** Events that are executed at once: their look-ups become one query each. */
const mostAtOnce = 100;

/**
 * Equal subscribers: same document, same variables but for the cursor, same permissions. An event is executed once
 * and its bytes are sent to every member.
 */
export class LiveGroup {
  readonly members = new Set<Member>();
  private readonly taken: { readonly event: LoggedEvent; readonly epoch: string }[] = [];
  private isWorking = false;

  constructor(
    readonly key: string,
    readonly follow: Follow,
    private readonly operation: Operation,
    private readonly present: (result: ExecutionResult) => ExecutionResult,
    private readonly forget: (group: LiveGroup) => void,
  ) {}

  delete(member: Member): void {
    this.members.delete(member);
    if (this.members.size === 0) this.forget(this);
  }

  /** Hands on an event of the tail. What arrives together is executed together; what came before is always sent before. */
  take(event: LoggedEvent, epoch: string): void {
    this.taken.push({ event, epoch });
    if (this.isWorking) return;
    this.isWorking = true;
    // After all that the tail has read at once.
    queueMicrotask(() => void this.work());
  }

  private async work(): Promise<void> {
    while (this.taken.length > 0) {
      const batch = this.taken.splice(0, mostAtOnce);
      const loaders = new Loaders();
      const messages = await Promise.all(
        batch.map(({ event, epoch }) => this.render(event, epoch, loaders).catch(() => undefined)),
      );
      for (const [index, { event }] of batch.entries()) {
        const message = messages[index];
        // Nobody may miss an event unawares: whoever is cut off comes back with its cursor.
        if (message === undefined) this.members.forEach((member) => member.cut());
        else if (message) this.members.forEach((member) => member.deliver(event.seq, message));
      }
    }
    this.isWorking = false;
  }

  /** What subscribers get for an event, or null when this subscription leaves it out. */
  async render(event: LoggedEvent, epoch: string, loaders = new Loaders()): Promise<NextMessage | null> {
    const payload = this.follow.toPayload(event);
    if (!payload) return null;
    return this.run({ cursor: toCursor({ epoch, seq: event.seq }), gap: null, ...payload }, loaders);
  }

  /** What a subscriber gets first that comes without a cursor (null) or behind a gap: the snapshot, if there is one. */
  renderStart(position: Position, reason: string | null): Promise<NextMessage> {
    return this.run(
      { cursor: toCursor(position), gap: reason && { reason }, ...this.follow.snapshot },
      new Loaders(),
    );
  }

  private async run(payload: object, loaders: Loaders): Promise<NextMessage> {
    const { schema, document, operationName, variableValues, viewer } = this.operation;
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues,
      rootValue: { [rootFieldOf(this.operation).name.value]: payload },
      contextValue: { viewer, loaders } satisfies RequestContext,
    });
    return new NextMessage(JSON.stringify(this.present(result)));
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
