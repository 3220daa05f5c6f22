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
  /** Milliseconds after the interval in which a late heartbeat still counts. */
  heartbeatGrace: number;
  /** IDENTIFYs of one token in a day. The next one costs it the token, as with Discord. */
  identifiesPerDay: number;
  /** Guilds that one shard may carry; a bot with more must bring more shards. */
  guildsPerShard: number;
  /** Hears of faults of the simulator itself. */
  onFault: (error: unknown) => void;
}

export interface Drop {
  how: 'reconnect' | 'invalid-session' | 'invalid-session-resumable' | 'close' | 'reset' | 'silence';
  code?: number | undefined;
}

/** Who should hear of an event: the shard of the guild, and of a bot's sessions those with the intent (0: all). */
export interface Audience {
  guildId: string | null;
  intent: number;
}

const maxConcurrency = 16;

const day = 24 * 60 * 60_000;

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
  private readonly identifiedAt = new Map<string, number[]>();
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
      const problem = handshakeProblem(url.searchParams);
      if (problem !== null) {
        socket.on('error', () => undefined);
        socket.close(problem);
        return;
      }
      const host = request.headers.host ?? 'localhost';
      const isCompressed = url.searchParams.get('compress') === 'zlib-stream';
      this.connections.add(new GatewayConnection(this, socket, tcp, { host, isCompressed }));
    });
  }

  applicationOf(token: string): Application | undefined {
    return this.world.applicationOf(token);
  }

  admits(application: Application, [index]: readonly [number, number]): boolean {
    const now = this.world.clock.now();
    const bucket = `${application.id}:${index % maxConcurrency}`;
    const last = this.lastIdentify.get(bucket) ?? -Infinity;
    if (now - last < this.options.identifyInterval) return false;
    this.lastIdentify.set(bucket, now);
    return true;
  }

  needsMoreShards({ id }: Application, count: number): boolean {
    return this.world.guildsOf(id).length / count > this.options.guildsPerShard;
  }

  /** Discord recommends a shard for every thousand guilds, or for fewer when one carries no more. */
  recommendedShards({ id }: Application): number {
    const guildsPerShard = Math.min(1_000, this.options.guildsPerShard);
    return Math.max(1, Math.ceil(this.world.guildsOf(id).length / guildsPerShard));
  }

  /** What GET /gateway/bot says of the IDENTIFYs that a token has left. */
  startLimit({ id }: Application) {
    const now = this.world.clock.now();
    const today = this.today(id);
    return {
      total: this.options.identifiesPerDay,
      remaining: Math.max(0, this.options.identifiesPerDay - today.length),
      reset_after: today[0] === undefined ? 0 : today[0] + day - now,
      max_concurrency: maxConcurrency,
    };
  }

  openSession(
    application: Application,
    token: string,
    intents: number,
    shard: readonly [number, number],
  ): GatewaySession {
    const session = new GatewaySession(application, token, intents, shard);
    this.identifiedAt.set(application.id, [...this.today(application.id), this.world.clock.now()]);
    this.sessions.set(session.id, session);
    this.sessionsOf(application.id).add(session);
    this.identifies.set(application.id, this.identifiesOf(application.id) + 1);
    queueMicrotask(() => {
      this.world.emit('presence', application.id);
      if (this.today(application.id).length > this.options.identifiesPerDay)
        this.world.resetToken(application);
    });
    return session;
  }

  sessionToResume(sessionId: string, token: string): GatewaySession | undefined {
    this.endStaleSessions();
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

  /** Answers how many sessions heard, or will hear when they resume. */
  dispatch(
    applicationId: string,
    event: GatewayDispatchEvents,
    data: object | ((session: GatewaySession) => object),
    { guildId, intent }: Audience,
  ): number {
    let heard = 0;
    for (const session of this.sessionsOf(applicationId)) {
      if (!session.hears(guildId, intent)) continue;
      session.dispatch(event, typeof data === 'function' ? data(session) : data);
      heard += 1;
    }
    return heard;
  }

  isHeardBy(applicationId: string, { guildId, intent }: Audience): boolean {
    for (const session of this.sessionsOf(applicationId)) if (session.hears(guildId, intent)) return true;
    return false;
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

  private today(applicationId: string): number[] {
    const midnight = this.world.clock.now() - day;
    return (this.identifiedAt.get(applicationId) ?? []).filter((at) => at > midnight);
  }

  private connectionsOf(applicationId: string): GatewayConnection[] {
    return [...this.connections].filter(({ session }) => session?.application.id === applicationId);
  }

  private connectionOf(session: GatewaySession): GatewayConnection | undefined {
    return [...this.connections].find((connection) => connection.session === session);
  }

  private revoke(applicationId: string): void {
    for (const connection of this.connectionsOf(applicationId)) {
      connection.close(GatewayCloseCodes.AuthenticationFailed);
    }
    for (const session of [...this.sessionsOf(applicationId)]) this.endSession(session);
  }

  /** Taking an intent away ends the sessions that use it, as Discord does. */
  private recheck(application: Application): void {
    for (const connection of this.connectionsOf(application.id)) {
      const { session } = connection;
      if (!session || !isDisallowed(application, session.intents)) continue;
      connection.close(GatewayCloseCodes.DisallowedIntents);
      this.endSession(session);
    }
  }

  private endStaleSessions(): void {
    const deadline = this.world.clock.now() - sessionLife;
    for (const session of this.sessions.values()) {
      if (session.detachedAt !== null && session.detachedAt < deadline) this.endSession(session);
    }
  }
}

/** Nothing but version 10 in JSON is spoken here. */
function handshakeProblem(query: URLSearchParams): GatewayCloseCodes | null {
  if (query.get('v') !== '10') return GatewayCloseCodes.InvalidAPIVersion;
  const speaksJson = (query.get('encoding') ?? 'json') === 'json';
  const isCompressionKnown = [null, '', 'zlib-stream'].includes(query.get('compress'));
  return speaksJson && isCompressionKnown ? null : GatewayCloseCodes.DecodeError;
}
