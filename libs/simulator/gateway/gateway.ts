import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { GatewayDispatchEvents } from 'discord-api-types/v10';
import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';

import type { WireLog } from '../wire/wire-log';
import type { Application } from '../world/state';
import { sameSecret } from '../world/tokens';
import type { World } from '../world/world';
import { GatewayConnection } from './gateway-connection';
import { isDisallowed } from './gateway-frames';
import { GatewaySession } from './gateway-session';

export interface GatewayOptions {
  /** Milliseconds between heartbeats, as told in HELLO. */
  heartbeatInterval: number;
  /** Milliseconds that must lie between two IDENTIFYs of one token and bucket; 0 lets every one in. */
  identifyInterval: number;
}

export interface Drop {
  how: 'reconnect' | 'invalid-session' | 'invalid-session-resumable' | 'close' | 'reset' | 'silence';
  code?: number | undefined;
}

export const maxConcurrency = 16;

/** Milliseconds that a lost connection's session waits for its RESUME. */
const sessionLife = 120_000;

/** The gateway: takes connections, keeps sessions and carries every event to the shards that should hear it. */
export class Gateway {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
  });
  private readonly connections = new Set<GatewayConnection>();
  private readonly sessions = new Map<string, GatewaySession>();
  private readonly sessionsByApplication = new Map<string, Set<GatewaySession>>();
  private readonly identifies = new Map<string, number>();
  private readonly lastIdentify = new Map<string, number>();
  private readonly sweep = setInterval(() => this.endStaleSessions(), 10_000).unref();

  constructor(
    readonly world: World,
    readonly options: GatewayOptions,
    readonly wire: WireLog,
  ) {
    world.on('tokenReset', (applicationId) => this.revoke(applicationId));
    world.on('switched', (application) => this.recheck(application));
  }

  upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, tcp, head, (socket) => {
      const url = new URL(request.url ?? '/', 'ws://simulator');
      if (url.searchParams.get('v') !== '10') {
        socket.on('error', () => undefined);
        socket.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version.');
        return;
      }
      this.connections.add(new GatewayConnection(this, socket, tcp, request.headers.host ?? 'localhost'));
    });
  }

  applicationOf(token: string): Application | undefined {
    return this.world.applicationOf(token);
  }

  admits(application: Application, [index]: readonly [number, number]): boolean {
    const bucket = `${application.id}:${index % maxConcurrency}`;
    const last = this.lastIdentify.get(bucket) ?? 0;
    if (Date.now() - last < this.options.identifyInterval) return false;
    this.lastIdentify.set(bucket, Date.now());
    return true;
  }

  openSession(
    application: Application,
    token: string,
    intents: number,
    shard: readonly [number, number],
  ): GatewaySession {
    const session = new GatewaySession(application, token, intents, shard);
    this.sessions.set(session.id, session);
    this.sessionsOf(application.id).add(session);
    this.identifies.set(application.id, this.identifiesOf(application.id) + 1);
    queueMicrotask(() => this.world.emit('presence', application.id));
    return session;
  }

  sessionToResume(sessionId: string, token: string): GatewaySession | undefined {
    const session = this.sessions.get(sessionId);
    return session && sameSecret(session.token, token) ? session : undefined;
  }

  /** A RESUME wins over a connection that still believes it carries the session. */
  displace(session: GatewaySession): void {
    const stale = this.connectionOf(session);
    if (!stale) return;
    stale.session = null;
    stale.close(4_000, 'Session resumed elsewhere.');
  }

  endSession(session: GatewaySession): void {
    this.sessions.delete(session.id);
    this.sessionsOf(session.application.id).delete(session);
  }

  forget(connection: GatewayConnection): void {
    this.connections.delete(connection);
    const { session } = connection;
    if (session) queueMicrotask(() => this.world.emit('presence', session.application.id));
  }

  /** `intent` 0 means that no intent is needed. Answers how many sessions heard, or will hear when they resume. */
  dispatch(
    applicationId: string,
    event: GatewayDispatchEvents,
    data: object | ((session: GatewaySession) => object),
    { guildId, intent }: { guildId: string | null; intent: number },
  ): number {
    let heard = 0;
    for (const session of this.sessionsOf(applicationId)) {
      if (!session.hears(guildId, intent)) continue;
      session.dispatch(event, typeof data === 'function' ? data(session) : data);
      heard += 1;
    }
    return heard;
  }

  identifiesOf(applicationId: string): number {
    return this.identifies.get(applicationId) ?? 0;
  }

  sessionsOf(applicationId: string): Set<GatewaySession> {
    const known = this.sessionsByApplication.get(applicationId);
    if (known) return known;
    const fresh = new Set<GatewaySession>();
    this.sessionsByApplication.set(applicationId, fresh);
    return fresh;
  }

  isOnline(applicationId: string): boolean {
    return [...this.sessionsOf(applicationId)].some(({ wire }) => wire !== null);
  }

  /** Troubles every connection of an application; answers how many. */
  drop(applicationId: string, { how, code }: Drop): number {
    const connections = this.connectionsOf(applicationId);
    for (const connection of connections) {
      const actions = {
        reconnect: () => connection.sendOp(GatewayOpcodes.Reconnect, null),
        'invalid-session': () => {
          connection.sendOp(GatewayOpcodes.InvalidSession, false);
          if (connection.session) this.endSession(connection.session);
        },
        'invalid-session-resumable': () => connection.sendOp(GatewayOpcodes.InvalidSession, true),
        close: () => connection.close(code ?? GatewayCloseCodes.UnknownError),
        reset: () => connection.reset(),
        silence: () => (connection.silent = true),
      } satisfies Record<Drop['how'], () => unknown>;
      actions[how]();
    }
    return connections.length;
  }

  sendRaw(applicationId: string, frame: string): number {
    const connections = this.connectionsOf(applicationId);
    for (const connection of connections) connection.send(frame);
    return connections.length;
  }

  close(): void {
    clearInterval(this.sweep);
    for (const connection of this.connections) connection.terminate();
    this.server.close();
  }

  private connectionsOf(applicationId: string): GatewayConnection[] {
    return [...this.connections].filter(({ session }) => session?.application.id === applicationId);
  }

  private connectionOf(session: GatewaySession): GatewayConnection | undefined {
    return [...this.connections].find((connection) => connection.session === session);
  }

  private revoke(applicationId: string): void {
    for (const connection of this.connectionsOf(applicationId)) {
      connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    }
    for (const session of [...this.sessionsOf(applicationId)]) this.endSession(session);
  }

  /** Taking an intent away ends the sessions that use it, as Discord does. */
  private recheck(application: Application): void {
    for (const connection of this.connectionsOf(application.id)) {
      const { session } = connection;
      if (!session || !isDisallowed(application, session.intents)) continue;
      connection.close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
      this.endSession(session);
    }
  }

  private endStaleSessions(): void {
    const deadline = Date.now() - sessionLife;
    for (const session of this.sessions.values()) {
      if (session.detachedAt !== null && session.detachedAt < deadline) this.endSession(session);
    }
  }
}
