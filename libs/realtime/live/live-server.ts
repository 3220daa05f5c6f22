import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import type { RequestContext } from '@cube/platform/access';
import { addressReader, networkOf } from '@cube/platform/address';
import { Config } from '@cube/platform/config';
import { AppError, Forbidden, Invalid, messageOf, TooMany, Unauthenticated } from '@cube/platform/errors';
import {
  failureCost,
  graphqlLimits,
  measureWithinLimits,
  refuseIntrospection,
} from '@cube/platform/graphql-limits';
import { spendBudget } from '@cube/platform/key-budget';
import { Limits, whoIs } from '@cube/platform/limits';
import { Loaders } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { v7 as uuid } from 'uuid';
import { type WebSocket, WebSocketServer } from 'ws';

import { Connections } from '../connections/connections.service';
import { fromCursor, type Position } from '../event-log/cursor';
import { ErrorReporter } from '../event-log/error-reporter';
import { EventReader, type EventSelection } from '../event-log/event-reader';
import { EventTail } from '../event-log/event-tail';
import type { LoggedEvent } from '../event-log/events';
import { Follow } from './follow';
import { Gate } from './gate';
import { deliver, LiveGroup, type Member, rootFieldOf } from './live-group';
import { bindSocket, type Closing, type Extra } from './live-socket';
import { OperationMeter } from './operation-meter';
import { SocketQuota } from './socket-quota';
import { type Knock, ViewerSource } from './viewer-source';

/** What the socket of one viewer carries from `connection_init` on. */
interface Socket {
  readonly id: string;
  readonly viewer: Viewer;
  readonly socket: WebSocket;
  /** How it came: asked again, it says whether its session still lasts and what it may do. */
  readonly knock: Knock;
}

interface LiveContext extends RequestContext {
  readonly live: Socket & { readonly operationId: string };
}

/** Bytes of a message from a client; a document is a few kilobytes. */
const mostBytes = 64 * 1024;
/** Bytes that may wait for a slow reader before it is cut off; it comes back with its cursor. */
const mostBuffered = 1024 * 1024;
/** Subscriptions of one connection. */
const mostSubscriptions = 50;
/** Subscribers that read what they missed at the same time; the others wait for them. */
const mostReplays = 4;
/** Milliseconds that clients have to answer a closing frame. */
const farewell = 500;
const replayPage = 500;
/** Milliseconds between two looks for sessions that have run out; one that somebody ends is heard of at once. */
const lookEvery = 60_000;
/** Milliseconds: timers that wait longer fire at once. */
const longestTimer = 2 ** 31 - 1;
/** Close codes: graphql-ws's "forbidden" ends the session for a client; ours for an admin's closing leaves it free to come back. */
const signedOut = CloseCode.Forbidden;
const closedByAdmin = 4499;
const mayOtherThings = 4498;
const tooMany = 4429;
const tryAgain = 1011;
/** What graphql-ws throws for a message that only servers send. */
const unexpected = /^Unexpected message of type/;

/**
 * Serves GraphQL subscriptions over WebSockets (graphql-transport-ws). Every subscription follows the event log, has a
 * cursor, and replays what was missed. Only subscriptions are served here, and only to people who are signed in.
 */
@Injectable()
export class LiveServer {
  private readonly groups = new Map<string, LiveGroup>();
  private readonly sockets = new Map<string, Socket>();
  private readonly webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    handleProtocols,
  });
  private readonly replays = new Gate(mostReplays);
  private readonly quota: SocketQuota;
  private readonly addressOf: (request: IncomingMessage) => string;
  private stopListening: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly config: Config,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly tail: EventTail,
    private readonly reader: EventReader,
    private readonly viewers: ViewerSource,
    private readonly connections: Connections,
    private readonly reporter: ErrorReporter,
    private readonly limits: Limits,
    private readonly meter: OperationMeter,
  ) {
    this.quota = new SocketQuota(config.limits);
    this.addressOf = addressReader(config);
  }

  /** Answers WebSocket upgrades at `path`; any other upgrade is refused. */
  attach(server: Server, path: string): void {
    const bind = this.binder();
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const address = this.addressOf(request);
      const refusal = this.refusalOf(request, path, address);
      if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
        return;
      }
      const release = this.quota.enter(networkOf(address));
      socket.once('close', release);
      this.webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        bind(webSocket, { request, address, socket: webSocket, release }),
      );
    });
    this.stopListening = this.tail.listen((event) => this.take(event));
    this.timer = setInterval(() => void this.closeEnded(), lookEvery);
  }

  /**
   * Says good-bye to every socket. To be called before the application closes: its HTTP server waits for open sockets, and
   * the database shall hear that they are gone.
   */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopListening?.();
    clearInterval(this.timer);
    this.webSockets.clients.forEach((client) => client.close(1001, 'Going away'));
    const closed = new Promise((resolve) => this.webSockets.close(resolve));
    await Promise.race([closed, pause(farewell, undefined, { ref: false })]);
    this.webSockets.clients.forEach((client) => client.terminate());
    await this.connections.closed([...this.sockets.keys()]);
  }

  /** Closes the sockets whose session has run out, or may do other things by now: those come back and ask anew. */
  async closeEnded(which: (socket: Socket) => boolean = () => true): Promise<void> {
    for (const each of [...this.sockets.values()].filter(which)) {
      const { viewer, socket, knock } = each;
      // While the database is away nobody knows, and nobody is thrown out.
      const now = await this.viewerOf(knock).catch(() => viewer);
      if (!now) socket.close(signedOut, 'Signed out');
      else if (now.access.key !== viewer.access.key) socket.close(mayOtherThings, 'Your permissions changed');
      else if (now.endsAt?.getTime() !== viewer.endsAt?.getTime()) this.closeInTime(each, now);
    }
  }

  /** Null for whoever shows a key that is not valid, or not any more. */
  private async viewerOf(knock: Knock): Promise<Viewer | null> {
    try {
      return await this.viewers.viewerOf(knock);
    } catch (error) {
      if (error instanceof Unauthenticated || error instanceof Forbidden) return null;
      throw error;
    }
  }

  /** Looks again at a socket when its key ends, or this use of it. Sessions last so long that the ordinary look will do. */
  private closeInTime({ id, socket }: Socket, { endsAt }: Viewer): void {
    if (!endsAt) return;
    // A timer may fire a millisecond early.
    const wait = Math.min(endsAt.getTime() - Date.now() + 2, longestTimer);
    const timer = setTimeout(() => void this.closeEnded((each) => each.id === id), Math.max(wait, 0));
    socket.once('close', () => clearTimeout(timer));
  }

  private refusalOf(request: IncomingMessage, path: string, address: string): string | null {
    if (!URL.canParse(request.url ?? '', this.config.publicUrl)) return '400 Bad Request';
    if (new URL(request.url ?? '', this.config.publicUrl).pathname !== path) return '404 Not Found';
    // A browser always says where a page comes from; programs that are no browsers may leave it out.
    const { origin } = request.headers;
    if (origin !== undefined && origin !== new URL(this.config.publicUrl).origin) return '403 Forbidden';
    try {
      this.limits.takeNow('address', networkOf(address));
    } catch (error) {
      if (error instanceof TooMany) return `429 Too Many Requests\r\nRetry-After: ${error.retryAfter}`;
      throw error;
    }
    return this.quota.isFull(networkOf(address)) ? '429 Too Many Requests\r\nRetry-After: 5' : null;
  }

  private binder(): (webSocket: WebSocket, extra: Extra) => void {
    const sockets = new WeakMap<WebSocket, Socket>();
    const server = makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: 5000,
      onConnect: async ({ extra, connectionParams }) => {
        const authorization = connectionParams?.['authorization'];
        const knock: Knock = {
          headers: extra.request.headers,
          address: extra.address,
          ...(typeof authorization === 'string' && { authorization }),
        };
        const viewer = await this.viewerOf(knock);
        if (!viewer) {
          this.limits.takeNow('stranger', networkOf(extra.address));
          return false;
        }
        extra.release();
        const socket: Socket = { id: uuid(), viewer, socket: extra.socket, knock };
        if (!this.quota.open(whoIs(viewer), socket.id)) {
          extra.socket.close(tooMany, 'Too many connections: close one first');
          return true;
        }
        sockets.set(extra.socket, socket);
        this.sockets.set(socket.id, socket);
        this.closeInTime(socket, viewer);
        await this.connections.opened(socket.id, viewer);
        // It may have gone while it was written down.
        if (extra.socket.readyState !== extra.socket.OPEN) await this.forget(socket);
        return true;
      },
      // Not onDisconnect, which leaves out whoever goes before the connection is acknowledged.
      onClose: async ({ extra }) => {
        const socket = sockets.get(extra.socket);
        if (socket) await this.forget(socket);
      },
      onSubscribe: ({ extra, subscriptions }, operationId, payload) => {
        const socket = sockets.get(extra.socket);
        if (!socket) return [new GraphQLError('Sign in first.')];
        const open = Object.keys(subscriptions).length;
        if (open > mostSubscriptions) {
          return this.refuse(
            new TooMany(`At most ${mostSubscriptions} subscriptions a connection: close one first.`, 1),
          );
        }
        if (!this.quota.subscribe(whoIs(socket.viewer), socket.id, open)) {
          return this.refuse(
            new TooMany('You have too many subscriptions on all your connections: close one first.', 1),
          );
        }
        const { viewer } = socket;
        return this.prepare(payload, { viewer, loaders: new Loaders(), live: { ...socket, operationId } });
      },
      subscribe: (args) => this.subscribe(args),
    });
    return (webSocket, extra) => bindSocket(server, webSocket, extra, (error) => this.closingFor(error));
  }

  /** How a socket is closed after a message that could not be handled. */
  private closingFor(error: unknown): Closing {
    const cause = this.reporter.understood(error);
    if (cause instanceof TooMany) return { code: tooMany, reason: 'Too many attempts' };
    // The database is away, say.
    if (cause instanceof AppError) return { code: tryAgain, reason: 'Try again' };
    if (unexpected.test(messageOf(cause)))
      return { code: CloseCode.BadRequest, reason: 'Invalid message received' };
    this.reporter.report(cause, { where: 'a WebSocket' });
    return { code: CloseCode.InternalServerError, reason: 'Internal server error' };
  }

  private async forget({ id, viewer }: Socket): Promise<void> {
    this.quota.close(whoIs(viewer), id);
    if (this.isStopping) return;
    this.sockets.delete(id);
    await this.connections.closed([id]);
  }

  /** Parses and validates a document, as strictly as over HTTP. */
  private prepare(
    payload: {
      readonly query: string;
      readonly operationName?: string | null;
      readonly variables?: object | null;
    },
    contextValue: LiveContext,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.schemaHost;
    const who = whoIs(contextValue.live.viewer);
    try {
      this.limits.takeNow('graphql', who, 0);
      const document = parse(payload.query, { maxTokens: graphqlLimits.tokens });
      const errors = validate(schema, document, specifiedRules, { maxErrors: 10 });
      if (errors.length > 0) {
        this.limits.charge('graphql', who, failureCost);
        return errors.map((error) => this.shown(error, 'GRAPHQL_VALIDATION_FAILED'));
      }
      const operation = getOperationAST(document, payload.operationName);
      if (operation?.operation !== 'subscription') {
        return this.refuse(
          new Invalid('Only subscriptions are served here: send queries and mutations by HTTP.'),
        );
      }
      const [field] = operation.selectionSet.selections;
      if (field?.kind !== Kind.FIELD || field.directives?.length) {
        return this.refuse(
          new Invalid('Name the field of a subscription itself: no fragment around it, no directive on it.'),
        );
      }
      const variables = { ...payload.variables };
      const { cost, introspects } = measureWithinLimits({ schema, document, operation, variables });
      if (introspects) refuseIntrospection(contextValue.viewer);
      this.limits.takeNow('graphql', who, cost);
      spendBudget(this.limits, contextValue.viewer, cost);
      this.meter.count({
        viewer: contextValue.live.viewer,
        schema,
        document,
        operationName: payload.operationName,
        cost,
        hasFailed: false,
      });
      return {
        schema,
        document,
        operationName: payload.operationName,
        variableValues: variables,
        contextValue,
      };
    } catch (error) {
      this.limits.charge('graphql', who, failureCost);
      if (error instanceof AppError) return this.refuse(error);
      if (error instanceof GraphQLError) return [this.shown(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  }

  /** Asks the resolver what to follow, joins the group of equal subscribers, and catches up from the cursor. */
  private async subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<never> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(source instanceof Follow)) {
      return 'errors' in source
        ? this.present(source)
        : { errors: this.refuse(new Invalid('This cannot be followed.')) };
    }
    const context = args.contextValue as LiveContext;
    const { variable, cursor } = cursorOf(args);
    const from = cursor === undefined ? undefined : fromCursorOrNull(cursor);
    if (from === null) return { errors: this.refuse(new Invalid('after is no cursor of the live feed.')) };

    const key = keyOf(args, variable, source, context.viewer);
    const group = this.groups.get(key) ?? new LiveGroup(source, args, (result) => this.present(result));
    this.groups.set(key, group);
    const member: Member = {
      send: (result) => sendTo(context.live.socket, context.live.operationId, result),
      cut: () => context.live.socket.close(tryAgain, 'Try again'),
      seq: from?.seq ?? this.tail.position.seq,
      waiting: from ? [] : null,
    };
    group.members.add(member);
    const ended = new Promise<IteratorResult<never>>((resolve) => {
      member.end = () => {
        group.members.delete(member);
        if (group.members.size === 0 && this.groups.get(key) === group) this.groups.delete(key);
        resolve({ value: undefined, done: true });
      };
    });
    if (from) {
      this.replays
        .pass(() => this.catchUp(group, member, from))
        .catch(() => context.live.socket.close(tryAgain, 'Try again'));
    }
    return framesOf(ended, () => member.end?.());
  }

  /** Replays what the member missed, then what came live meanwhile; from then on it is live. */
  private async catchUp(group: LiveGroup, member: Member, from: Position): Promise<void> {
    const ends = await this.reader.ends();
    const reason = gapBetween(from, ends);
    if (reason) {
      member.seq = ends.seq;
      member.send(await group.renderGap(ends, reason));
    } else {
      for (;;) {
        const events = await this.reader.missed(
          group.follow.selection,
          member.seq,
          Number.MAX_SAFE_INTEGER,
          replayPage,
        );
        for (const event of events) {
          const result = await group.render(event, ends.epoch);
          member.seq = event.seq;
          // Whoever has gone, or was too slow, gets the rest when it comes back.
          if (result && !member.send(result)) return;
        }
        if (events.length < replayPage) break;
      }
    }
    const waiting = member.waiting ?? [];
    member.waiting = null;
    waiting.forEach(({ seq, result }) => deliver(member, seq, result));
  }

  private take(event: LoggedEvent): void {
    if (event.kind === 'session.changed' && event.data.change === 'REMOVED') {
      this.close(({ viewer }) => viewer.sessionId === event.data.sessionId, signedOut, 'Signed out');
    }
    if (event.kind === 'connection.changed' && event.data.isClosing) {
      this.close(({ id }) => id === event.data.connectionId, closedByAdmin, 'Closed by an administrator');
    }
    if (event.kind === 'account.changed' || event.kind === 'member.changed' || event.kind === 'key.changed') {
      const { accountId } = event.data;
      void this.closeEnded(({ viewer }) => viewer.accountId === accountId);
    }
    const { epoch } = this.tail.position;
    this.groups.forEach((group) => {
      if (isOf(event, group.follow.selection)) group.take(event, epoch);
    });
  }

  private close(which: (socket: Socket) => boolean, code: number, reason: string): void {
    this.sockets.forEach((socket) => {
      if (which(socket)) socket.socket.close(code, reason);
    });
  }

  private refuse(error: Error): readonly GraphQLError[] {
    return [this.shown(new GraphQLError(error.message, { originalError: error }))];
  }

  /** `code` is what Apollo calls this fault over HTTP. */
  private shown(error: GraphQLError, code?: string): GraphQLError {
    const formatted = { ...error.toJSON(), ...(code !== undefined && { extensions: { code } }) };
    const { message, extensions, locations, path } = this.reporter.present(formatted, error);
    const shown = new GraphQLError(message, { extensions: { ...extensions } });
    return Object.assign(shown, { toJSON: () => ({ message, locations, path, extensions }) });
  }

  private present(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map((error) => this.shown(error)) } : result;
  }
}

const isOf = ({ kind, topic }: LoggedEvent, { kinds, topics }: EventSelection): boolean =>
  kinds.includes(kind) && (topics === null || (topic !== null && topics.includes(topic)));

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

function sendTo(socket: WebSocket, operationId: string, result: string): boolean {
  if (socket.bufferedAmount > mostBuffered) socket.terminate();
  if (socket.readyState !== socket.OPEN) return false;
  socket.send(`{"id":${JSON.stringify(operationId)},"type":"next","payload":${result}}`);
  return true;
}

/** The cursor that the root field was given as `after`, and the variable that brought it, if one did. */
function cursorOf(args: ExecutionArgs): { readonly variable?: string; readonly cursor?: string } {
  const value = rootFieldOf(args).arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind === Kind.STRING) return { cursor: value.value };
  if (value?.kind !== Kind.VARIABLE) return {};
  const variable = value.name.value;
  const cursor: unknown = Object(args.variableValues)[variable];
  if (cursor === undefined) return { variable, ...defaultOf(variable, args) };
  return typeof cursor === 'string' ? { variable, cursor } : { variable };
}

function defaultOf(variable: string, args: ExecutionArgs): { readonly cursor?: string } {
  const definition = getOperationAST(args.document, args.operationName)?.variableDefinitions?.find(
    (each) => each.variable.name.value === variable,
  );
  return definition?.defaultValue?.kind === Kind.STRING ? { cursor: definition.defaultValue.value } : {};
}

/** Equal for subscriptions that get equal answers: the cursor's variable decides where one starts, not what it gets. */
function keyOf(
  args: ExecutionArgs,
  cursor: string | undefined,
  source: Follow,
  viewer: Viewer | null,
): string {
  const variables = Object.entries(args.variableValues ?? {}).filter(([name]) => name !== cursor);
  return JSON.stringify([
    print(args.document),
    args.operationName ?? null,
    variables.sort(([a], [b]) => (a < b ? -1 : 1)),
    source.selection,
    source.scope,
    viewer?.access.key,
  ]);
}

function gapBetween(from: Position, ends: Position & { readonly dropped: number }): string | null {
  if (from.epoch !== ends.epoch) return 'The log was started anew since your cursor was given.';
  if (from.seq < ends.dropped) return 'Events after your cursor were removed by retention.';
  return from.seq > ends.seq ? 'Your cursor lies ahead of the log.' : null;
}

function fromCursorOrNull(cursor: string): Position | null {
  try {
    return fromCursor(cursor);
  } catch (error) {
    if (error instanceof Invalid) return null;
    throw error;
  }
}
