import type { RequestContext } from '@cube/platform/access';
import { Invalid } from '@cube/platform/errors';
import { Gate } from '@cube/platform/gate';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, print } from 'graphql';

import type { Position } from '../event-log/cursor';
import { EventReader } from '../event-log/event-reader';
import { EventTail } from '../event-log/event-tail';
import type { EventKind, LoggedEvent } from '../event-log/events';
import { Follow } from './follow';
import { GroupIndex } from './group-index';
import { LiveDocuments } from './live-documents';
import { deliver, LiveGroup, type Member } from './live-group';
import { sharedViewer } from './shared-viewer';
import { cursorOf, fromCursorOrNull, gapBetween } from './starting-point';

/** What the context of a subscription carries beside a request's. */
export interface LiveContext extends RequestContext {
  readonly viewer: Viewer;
  readonly subscriber: Pick<Member, 'send' | 'drained' | 'cut'>;
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

    const { viewer, subscriber, ...context } = args.contextValue as LiveContext;
    const shared = sharedViewer(viewer, source.sharedBy);
    const key = keyOf(args, variable, source, shared);
    const group =
      this.groups.get(key) ??
      this.newGroup(key, source, { ...args, contextValue: { ...context, viewer: shared } });
    const member: Member = {
      ...subscriber,
      seq: from?.seq ?? this.tail.position.seq,
      waiting: from || source.snapshot ? [] : null,
    };
    group.members.add(member);
    const ended = new Promise<IteratorResult<never>>((resolve) => {
      member.end = () => {
        group.members.delete(member);
        if (group.members.size === 0) this.forget(key, group);
        resolve({ value: undefined, done: true });
      };
    });
    // What is live waits for the snapshot, which is read behind the place from which on it is live.
    if (from) this.replays.pass(() => this.catchUp(group, member, from)).catch(member.cut);
    else if (source.snapshot) {
      const here = { ...this.tail.position, seq: member.seq };
      this.replays.pass(() => this.begin(group, member, here, null)).catch(member.cut);
    }
    return framesOf(ended, () => member.end?.());
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

  private newGroup(key: string, source: Follow, args: ExecutionArgs): LiveGroup {
    const group = new LiveGroup(source, args, (result) => this.documents.present(result));
    this.groups.set(key, group);
    this.index.add(group);
    return group;
  }

  private forget(key: string, group: LiveGroup): void {
    if (this.groups.get(key) !== group) return;
    this.groups.delete(key);
    this.index.delete(group);
  }

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
        if (message && !(member.send(message) && (await member.drained()))) return;
      }
      if (events.length < replayPage) break;
    }
    goLive(member);
  }

  /** Begins at a place of the log with the state of things, or says that there is a gap; from there on the member is live. */
  private async begin(group: LiveGroup, member: Member, at: Position, reason: string | null): Promise<void> {
    member.seq = at.seq;
    if (member.send(await group.renderStart(at, reason))) goLive(member);
  }

  private refuse(message: string): ExecutionResult {
    return { errors: this.documents.refuse(new Invalid(message)) };
  }
}

/** Hands on what came while the member caught up. */
function goLive(member: Member): void {
  const waiting = member.waiting ?? [];
  member.waiting = null;
  waiting.forEach(({ seq, message }) => deliver(member, seq, message));
}

/** An iterator that never yields: frames go straight to the socket, and graphql-ws only waits for the end. */
function framesOf(ended: Promise<IteratorResult<never>>, end: () => void): AsyncIterableIterator<never> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => ended,
    return: () => {
      end();
      return ended;
    },
  };
}

/** Equal for subscriptions that get equal answers: the cursor's variable decides where one starts, not what it gets. */
function keyOf(
  args: ExecutionArgs,
  cursor: string | undefined,
  { selection }: Follow,
  viewer: Viewer,
): string {
  const variables = Object.entries(args.variableValues ?? {}).filter(([name]) => name !== cursor);
  return JSON.stringify([
    print(args.document),
    args.operationName ?? null,
    variables.sort(([a], [b]) => (a < b ? -1 : 1)),
    selection,
    viewer.by,
    viewer.accountId,
    viewer.sessionId,
    viewer.access.key,
  ]);
}
