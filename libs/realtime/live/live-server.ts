import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { addressReader, networkOf } from '@cube/platform/address';
import { Config } from '@cube/platform/config';
import { AppError, Forbidden, messageOf, TooMany, Unauthenticated } from '@cube/platform/errors';
import { Limits, whoIs } from '@cube/platform/limits';
import { Loaders } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocketServer } from 'ws';

import { EventBus } from '../bus/event-bus';
import { Connections } from '../connections/connections.service';
import { ErrorReporter } from '../event-log/error-reporter';
import { EventTail } from '../event-log/event-tail';
import type { LoggedEvent } from '../event-log/events';
import { LiveDocuments } from './live-documents';
import { rootFieldOf } from './live-group';
import { type Closing, LiveSocket, tryAgain } from './live-socket';
import { Pulse } from './pulse';
import { SocketQuota } from './socket-quota';
import { type LiveContext, Subscriptions } from './subscriptions';
import { type Knock, ViewerSource } from './viewer-source';

/** A socket of somebody who is signed in. */
type Seated = LiveSocket & { readonly viewer: Viewer };

/** Bytes of a message from a client; a document is a few kilobytes. */
const mostBytes = 64 * 1024;
/** Subscriptions of one connection. */
const mostSubscriptions = 50;
/** Milliseconds that clients have to answer a closing frame. */
const farewell = 500;
/** Milliseconds between two looks for sessions that have run out; one that somebody ends is heard of at once. */
const lookEvery = 60_000;
/** Milliseconds between two looks for what processes left behind that died. */
const sweepEvery = 2000;
/** Milliseconds: timers that wait longer fire at once. */
const longestTimer = 2 ** 31 - 1;
/** Close codes: graphql-ws's "forbidden" ends the session for a client; ours for an admin's closing leaves it free to come back. */
const signedOut = CloseCode.Forbidden;
const closedByAdmin = 4499;
const mayOtherThings = 4498;
const tooMany = 4429;
/** What graphql-ws throws for a message that only servers send. */
const unexpected = /^Unexpected message of type/;

/**
 * Serves GraphQL subscriptions over WebSockets (graphql-transport-ws). Every subscription follows the event log, has a
 * cursor, and replays what was missed. Only subscriptions are served here, and only to people who are signed in.
 */
@Injectable()
export class LiveServer {
  private readonly sockets = new Map<string, Seated>();
  private readonly pulse = new Pulse();
  private readonly webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    handleProtocols,
  });
  private readonly quota: SocketQuota;
  private readonly addressOf: (request: IncomingMessage) => string;
  private stopListening: (() => void) | undefined;
  private timers: readonly NodeJS.Timeout[] = [];
  private isStopping = false;
  /** How often this process heard that somebody may do other things by now, or nothing at all. */
  private standings = 0;

  constructor(
    private readonly config: Config,
    private readonly tail: EventTail,
    private readonly documents: LiveDocuments,
    private readonly subscriptions: Subscriptions,
    private readonly viewers: ViewerSource,
    private readonly connections: Connections,
    private readonly bus: EventBus,
    private readonly reporter: ErrorReporter,
    private readonly limits: Limits,
  ) {
    this.quota = new SocketQuota(config.limits);
    this.addressOf = addressReader(config);
  }

  /** Answers WebSocket upgrades at `path`; any other upgrade is refused. */
  attach(server: HttpServer, path: string): void {
    const protocol = this.protocol();
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const address = this.addressOf(request);
      const refusal = this.refusalOf(request, path, address);
      if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
        return;
      }
      const knock = knockOf(request, address);
      const leave = () => this.quota.leave(networkOf(address));
      this.quota.enter(networkOf(address));
      socket.once('close', leave);
      this.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        // From here on its own end tells.
        socket.off('close', leave);
        new LiveSocket(webSocket, socket, knock, this.closingFor).open(protocol, this.pulse);
      });
    });
    this.stopListening = this.tail.listen((event) => this.take(event));
    this.timers = [
      setInterval(() => void this.closeEnded(), lookEvery),
      setInterval(() => void this.connections.sweep(), sweepEvery),
    ];
  }

  /**
   * Says good-bye to every socket. To be called before the application closes: its HTTP server waits for open sockets, and
   * the database shall hear that they are gone.
   */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.stopListening?.();
    this.timers.forEach((timer) => clearInterval(timer));
    this.pulse.stop();
    this.webSockets.clients.forEach((client) => client.close(1001, 'Going away'));
    const closed = new Promise((resolve) => this.webSockets.close(resolve));
    await Promise.race([closed, pause(farewell, undefined, { ref: false })]);
    this.webSockets.clients.forEach((client) => client.terminate());
    await this.connections.closed([...this.sockets.keys()]);
  }

  /** Sockets of people who are signed in. */
  get socketCount(): number {
    return this.sockets.size;
  }

  /** Closes the sockets whose session has run out, or may do other things by now: those come back and ask anew. */
  async closeEnded(which: (socket: Seated) => boolean = () => true): Promise<void> {
    for (const each of [...this.sockets.values()].filter(which)) {
      const { viewer, knock } = each;
      // While the database is away nobody knows, and nobody is thrown out.
      const now = await this.viewerOf(knock).catch(() => viewer);
      if (!now) each.close(signedOut, 'Signed out');
      else if (now.access.key !== viewer.access.key) each.close(mayOtherThings, 'Your permissions changed');
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
  private closeInTime(socket: Seated, { endsAt }: Viewer): void {
    if (!endsAt) return;
    // A timer may fire a millisecond early.
    const wait = Math.min(endsAt.getTime() - Date.now() + 2, longestTimer);
    const timer = setTimeout(() => void this.closeEnded((each) => each === socket), Math.max(wait, 0));
    socket.onceClosed(() => clearTimeout(timer));
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

  private protocol(): Server<LiveSocket> {
    return makeServer<Record<string, unknown>, LiveSocket>({
      connectionInitWaitTimeout: 5000,
      onConnect: async ({ extra: socket, connectionParams }) => {
        const authorization = connectionParams?.['authorization'];
        if (typeof authorization === 'string') socket.knock = { ...socket.knock, authorization };
        const heard = this.standings;
        const viewer = await this.viewerOf(socket.knock);
        if (!viewer) {
          this.limits.takeNow('stranger', networkOf(socket.knock.address));
          return false;
        }
        await this.seat(socket, viewer);
        // It may have been looked up before that, and seated after.
        if (heard !== this.standings) void this.closeEnded(({ id }) => id === socket.id);
        // Who comes back heard nothing of what changed meanwhile.
        return { accessKey: viewer.access.key };
      },
      // Not onDisconnect, which leaves out whoever goes before the connection is acknowledged.
      onClose: async ({ extra: { id, viewer, knock } }) => {
        if (!viewer) this.quota.leave(networkOf(knock.address));
        const seated = this.sockets.get(id);
        if (seated) await this.forget(seated);
      },
      onSubscribe: ({ extra, subscriptions }, operationId, payload) => {
        const socket = this.sockets.get(extra.id);
        if (!socket) return [new GraphQLError('Sign in first.')];
        const open = Object.keys(subscriptions).length;
        if (open > mostSubscriptions) {
          return this.documents.refuse(
            new TooMany(`At most ${mostSubscriptions} subscriptions a connection: close one first.`, 1),
          );
        }
        if (!this.quota.subscribe(whoIs(socket.viewer), socket.id, open)) {
          return this.documents.refuse(
            new TooMany('You have too many subscriptions on all your connections: close one first.', 1),
          );
        }
        const context: LiveContext = {
          viewer: socket.viewer,
          loaders: new Loaders(),
          connectionId: socket.id,
          socket,
          operationId,
        };
        const prepared = this.documents.prepare(payload, context);
        // graphql-ws holds the message for as long as its subscription lasts: not thousands of equal texts.
        Object.assign(payload, { query: '' });
        if ('document' in prepared) this.tellOfMessage(socket, rootFieldOf(prepared).name.value);
        return prepared;
      },
      subscribe: (args) => this.subscriptions.open(args),
      execute: (args) => this.documents.run(args),
    });
  }

  /** Lets somebody in who has said who they are. */
  private async seat(socket: LiveSocket, viewer: Viewer): Promise<void> {
    // Who went while we looked has left already, or will be seen leaving as a stranger.
    if (!socket.isOpen) return;
    const seated = Object.assign(socket, { viewer });
    this.quota.leave(networkOf(socket.knock.address));
    if (!this.quota.open(whoIs(viewer), socket.id)) {
      socket.close(tooMany, 'Too many connections: close one first');
      return;
    }
    this.sockets.set(socket.id, seated);
    this.closeInTime(seated, viewer);
    await this.connections.opened(socket.id, viewer);
    // It may have gone while it was written down.
    if (!socket.isOpen) await this.forget(seated);
  }

  private tellOfMessage({ id, viewer: { accountId, name } }: Seated, field: string): void {
    this.bus.emit('message.received', { connectionId: id, accountId, name, field });
  }

  /** How a socket is closed after a message that could not be handled. */
  private readonly closingFor = (error: unknown): Closing => {
    const cause = this.reporter.understood(error);
    if (cause instanceof TooMany) return { code: tooMany, reason: 'Too many attempts' };
    // The database is away, say.
    if (cause instanceof AppError) return tryAgain;
    if (unexpected.test(messageOf(cause)))
      return { code: CloseCode.BadRequest, reason: 'Invalid message received' };
    this.reporter.report(cause, { where: 'a WebSocket' });
    return { code: CloseCode.InternalServerError, reason: 'Internal server error' };
  };

  private async forget({ id, viewer }: Seated): Promise<void> {
    this.quota.close(whoIs(viewer), id);
    if (this.isStopping) return;
    this.sockets.delete(id);
    await this.connections.closed([id]);
  }

  private take(event: LoggedEvent): void {
    if (event.kind === 'session.changed' && event.data.change === 'REMOVED') {
      this.standings += 1;
      this.close(({ viewer }) => viewer.sessionId === event.data.sessionId, signedOut, 'Signed out');
    }
    if (event.kind === 'connection.changed' && event.data.isClosing) {
      this.close(({ id }) => id === event.data.connectionId, closedByAdmin, 'Closed by an administrator');
    }
    if (event.kind === 'account.changed' || event.kind === 'member.changed' || event.kind === 'key.changed') {
      const { accountId } = event.data;
      this.standings += 1;
      void this.closeEnded(({ viewer }) => viewer.accountId === accountId);
    }
    this.subscriptions.take(event);
  }

  private close(which: (socket: Seated) => boolean, code: number, reason: string): void {
    this.sockets.forEach((socket) => {
      if (which(socket)) socket.close(code, reason);
    });
  }
}

/** Of a request only what tells who it is: it stays as long as the socket does. */
function knockOf(
  { headers: { cookie, authorization, 'user-agent': agent } }: IncomingMessage,
  address: string,
): Knock {
  return { address, headers: { cookie, authorization, 'user-agent': agent } };
}
