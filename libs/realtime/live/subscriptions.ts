import { createHash } from 'node:crypto';

import type { RequestContext } from '@cube/platform/access';
import { Invalid } from '@cube/platform/errors';
import { Gate } from '@cube/platform/gate';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from 'graphql';

import type { Position } from '../event-log/cursor';
import { EventReader } from '../event-log/event-reader';
import { EventTail } from '../event-log/event-tail';
import type { EventKind, LoggedEvent } from '../event-log/events';
import { Follow } from './follow';
import { GroupIndex } from './group-index';
import { LiveDocuments, printed } from './live-documents';
import { LiveGroup } from './live-group';
import type { LiveSocket } from './live-socket';
import { Member } from './member';
import { sharedViewer } from './shared-viewer';
import { cursorOf, fromCursorOrNull, gapBetween } from './starting-point';

/** What the context of a subscription carries beside a request's. */
export interface LiveContext extends RequestContext {
  readonly viewer: Viewer;
  readonly socket: LiveSocket;
  /** What graphql-transport-ws calls this subscription on its socket. */
  readonly operationId: string;
}

/** Subscribers that read what they missed at the same time; the others wait for them. */
const mostReplays = 4;
const replayPage = 500;

/** All that is followed through this process: equal subscribers share a group, and each starts where its cursor says. */
@Injectable()
export class Subscriptions {
  private readonly groups = new Map<string, LiveGroup>();
  private readonly index = new GroupIndex();
  private readonly replays = new Gate(mostReplays);

  constructor(
    private readonly documents: LiveDocuments,
    private readonly tail: EventTail,
    private readonly reader: EventReader,
  ) {}

  /** Asks the resolver what to follow, joins the group of equal subscribers, and catches up from the cursor. */
  async open(args: ExecutionArgs): Promise<AsyncIterableIterator<never> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(source instanceof Follow)) {
      return 'errors' in source ? this.documents.present(source) : this.refuse('This cannot be followed.');
    }
    const { variable, cursor } = cursorOf(args);
    const from = cursor === undefined ? undefined : fromCursorOrNull(cursor);
    if (from === null) return this.refuse('after is no cursor of the live feed.');

    const { viewer, socket, operationId } = args.contextValue as LiveContext;
    const shared = sharedViewer(viewer, source.sharedBy);
    const key = keyOf(args, variable, source, shared);
    const group = this.groups.get(key) ?? this.newGroup(key, source, args, shared);
    const seq = from?.seq ?? this.tail.position.seq;
    const member = new Member(group, socket, operationId, seq, !from && !source.snapshot);
    group.members.add(member);
    // What is live waits for the snapshot, which is read behind the place from which on it is live.
    if (from) this.replays.pass(() => this.catchUp(group, member, from)).catch(() => member.cut());
    else if (source.snapshot) {
      const here = { epoch: this.tail.position.epoch, seq };
      this.replays.pass(() => this.begin(group, member, here, null)).catch(() => member.cut());
    }
    return member;
  }

  get count(): number {
    return [...this.groups.values()].reduce((sum, { members }) => sum + members.size, 0);
  }

  get groupCount(): number {
    return this.groups.size;
  }

  /** True while somebody here follows all events of this kind. */
  follows(kind: EventKind): boolean {
    return this.index.isFollowed(kind);
  }

  /** Hands an event of the tail to whoever follows it. */
  take(event: LoggedEvent): void {
    const { epoch } = this.tail.position;
    for (const group of this.index.following(event)) group.take(event, epoch);
  }

  private newGroup(key: string, follow: Follow, args: ExecutionArgs, viewer: Viewer): LiveGroup {
    const { schema, document, operationName, variableValues } = args;
    const operation = { schema, document, operationName, variableValues, viewer };
    const group = new LiveGroup(key, follow, operation, this.present, this.forget);
    this.groups.set(key, group);
    this.index.add(group);
    return group;
  }

  private readonly present = (result: ExecutionResult) => this.documents.present(result);

  private readonly forget = (group: LiveGroup) => {
    if (this.groups.get(group.key) !== group) return;
    this.groups.delete(group.key);
    this.index.delete(group);
  };

  /** Replays what the member missed, then what came live meanwhile; from then on it is live. */
  private async catchUp(group: LiveGroup, member: Member, from: Position): Promise<void> {
    const { selection } = group.follow;
    for (;;) {
      const events = await this.reader.missed(selection, member.seq, Number.MAX_SAFE_INTEGER, replayPage);
      // Looked at after the page was read: what retention took away meanwhile does not go by in silence.
      const ends = await this.reader.ends(selection.kinds);
      const reason = gapBetween({ ...from, seq: member.seq }, ends);
      if (reason) return this.begin(group, member, ends, reason);
      for (const event of events) {
        const message = await group.render(event, ends.epoch);
        member.seq = event.seq;
        // Whoever has gone, or was too slow, gets the rest when it comes back.
        if (message && !(member.send(message) && (await member.hasDrained()))) return;
      }
      if (events.length < replayPage) break;
    }
    member.goLive();
  }

  /** Begins at a place of the log with the state of things, or says that there is a gap; from there on the member is live. */
  private async begin(group: LiveGroup, member: Member, at: Position, reason: string | null): Promise<void> {
    member.seq = at.seq;
    if (member.send(await group.renderStart(at, reason))) member.goLive();
  }

  private refuse(message: string): ExecutionResult {
    return { errors: this.documents.refuse(new Invalid(message)) };
  }
}

/** Equal for subscriptions that get equal answers: the cursor's variable decides where one starts, not what it gets. */
function keyOf(
  args: ExecutionArgs,
  cursor: string | undefined,
  { selection }: Follow,
  viewer: Viewer,
): string {
  const variables = Object.entries(args.variableValues ?? {}).filter(([name]) => name !== cursor);
  const whole = JSON.stringify([
    printed(args.document),
    args.operationName ?? null,
    variables.sort(([a], [b]) => (a < b ? -1 : 1)),
    selection,
    viewer.by,
    viewer.accountId,
    viewer.sessionId,
    viewer.access.key,
  ]);
  // Each group keeps its key: not a document and its variables.
  return createHash('sha256').update(whole).digest('base64url');
}
