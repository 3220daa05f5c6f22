import type { Duplex } from 'node:stream';

import { GatewayCloseCodes, GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { z } from 'zod';

import type { Line } from '../wire/wire-log';
import { looksReal } from '../world/tokens';
import { packed, ZlibStream } from './compression';
import type { Gateway } from './gateway';
import {
  frameShape,
  identifyShape,
  ignoredOpcodes,
  isDisallowed,
  knownIntents,
  presenceShape,
  resumeShape,
  soundboardWish,
  statusOf,
} from './gateway-frames';
import type { GatewaySession, Wire } from './gateway-session';
import { membersWish, sendMembers } from './members-chunk';
import { sendReady } from './ready';
import { webSocketFrame } from './web-socket-frame';

const largestFrame = 4_096;
const sendsPerMinute = 120;

const reasons = {
  [GatewayCloseCodes.UnknownError]: 'Unknown error.',
  [GatewayCloseCodes.UnknownOpcode]: 'Unknown opcode.',
  [GatewayCloseCodes.DecodeError]: 'Error while decoding payload.',
  [GatewayCloseCodes.NotAuthenticated]: 'Not authenticated.',
  [GatewayCloseCodes.AuthenticationFailed]: 'Authentication failed.',
  [GatewayCloseCodes.AlreadyAuthenticated]: 'Already authenticated.',
  [GatewayCloseCodes.InvalidSeq]: 'Invalid seq.',
  [GatewayCloseCodes.RateLimited]: 'You are being rate limited.',
  [GatewayCloseCodes.SessionTimedOut]: 'Session timed out.',
  [GatewayCloseCodes.InvalidShard]: 'Invalid shard.',
  [GatewayCloseCodes.ShardingRequired]: 'Sharding required.',
  [GatewayCloseCodes.InvalidAPIVersion]: 'Invalid API version.',
  [GatewayCloseCodes.InvalidIntents]: 'Invalid intent(s).',
  [GatewayCloseCodes.DisallowedIntents]: 'Disallowed intent(s).',
} satisfies Record<GatewayCloseCodes, string>;

const reasonOf = (code: number): string =>
  Object.entries(reasons).find(([known]) => Number(known) === code)?.[1] ?? '';

/** One WebSocket of a bot: reads its frames, answers them, and carries its session's dispatches while it lives. */
export class GatewayConnection implements Wire {
  session: GatewaySession | null = null;
  /** A zombie: reads nothing and says nothing, but stays open. */
  silent = false;
  private readonly sentAt: number[] = [];
  private readonly line: Line;
  private readonly stream: ZlibStream | null;
  private packsDispatches = false;
  private heartbeatTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly gateway: Gateway,
    private readonly socket: WebSocket,
    private readonly tcp: Duplex & { resetAndDestroy?: () => void },
    private readonly wish: { host: string; isCompressed: boolean },
  ) {
    this.line = gateway.wire.newLine();
    this.stream = wish.isCompressed ? new ZlibStream((chunk) => this.put(chunk)) : null;
    socket.on('message', (data) => this.receive(String(data)));
    socket.on('error', () => undefined);
    socket.on('close', (code) => this.closed(code));
    this.sendOp(GatewayOpcodes.Hello, { heartbeat_interval: gateway.options.heartbeatInterval });
    this.expectHeartbeat();
  }

  send(frame: string): void {
    if (this.silent) return;
    this.record(frame, { isFromBot: false });
    if (this.stream) this.stream.write(frame);
    else this.put(this.packsDispatches ? packed(frame) : frame);
  }

  sendOp(op: GatewayOpcodes, data: unknown): void {
    this.send(JSON.stringify({ op, d: data, s: null, t: null }));
  }

  /** What was said before is heard first, also where it must go through the compressor. */
  close(code: number, reason = reasonOf(code)): void {
    const end = () => this.socket.close(code, reason);
    if (this.stream) this.stream.write('', end);
    else end();
  }

  reset(): void {
    if (this.tcp.resetAndDestroy) this.tcp.resetAndDestroy();
    else this.tcp.destroy();
  }

  terminate(): void {
    this.socket.terminate();
  }

  private record(text: string, { isFromBot }: { isFromBot: boolean }): void {
    this.line.applicationId ??= this.session?.application.id ?? null;
    this.line.shard ??= this.session?.shard ?? null;
    this.gateway.wire.add({ kind: 'frame', line: this.line, isFromBot, text });
  }

  private put(data: string | Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.tcp.write(webSocketFrame(data));
  }

  /** A fault of the simulator's own costs this connection and nothing more. */
  private receive(text: string): void {
    try {
      this.read(text);
    } catch (error) {
      this.gateway.options.onFault(error);
      this.close(GatewayCloseCodes.UnknownError);
    }
  }

  private read(text: string): void {
    if (this.silent) return;
    this.record(text, { isFromBot: true });
    if (text.length > largestFrame) return this.close(GatewayCloseCodes.DecodeError);
    const frame = frameShape.safeParse(parse(text));
    if (!frame.success) return this.close(GatewayCloseCodes.DecodeError);
    const { op, d } = frame.data;
    if (op === GatewayOpcodes.Heartbeat) return this.heartbeat();
    if (this.isTooFast()) return this.close(GatewayCloseCodes.RateLimited);
    if (op === GatewayOpcodes.Identify)
      return this.withShape(identifyShape, d, (wish) => this.identify(wish));
    if (op === GatewayOpcodes.Resume) return this.withShape(resumeShape, d, (wish) => this.resume(wish));
    this.act(op, d);
  }

  private act(op: number, data: unknown): void {
    const { world } = this.gateway;
    const actions: Record<number, (session: GatewaySession) => void> = {
      [GatewayOpcodes.PresenceUpdate]: ({ application }) =>
        this.withShape(presenceShape, data, (wish) => world.setStatus(application.id, statusOf(wish))),
      [GatewayOpcodes.RequestGuildMembers]: (session) =>
        this.withShape(membersWish, data, (wish) => sendMembers(world, session, wish)),
      [GatewayOpcodes.RequestSoundboardSounds]: (session) =>
        this.withShape(soundboardWish, data, ({ guild_ids: ids }) => {
          for (const guild_id of ids)
            session.dispatch(GatewayDispatchEvents.SoundboardSounds, { guild_id, soundboard_sounds: [] });
        }),
    };
    const action = actions[op] ?? (ignoredOpcodes.includes(op) ? () => undefined : null);
    if (!action) return this.close(GatewayCloseCodes.UnknownOpcode);
    if (!this.session) return this.close(GatewayCloseCodes.NotAuthenticated);
    action(this.session);
  }

  private identify(wish: z.infer<typeof identifyShape>): void {
    const { token, intents } = wish;
    const shard = wish.shard ?? ([0, 1] as const);
    const application = looksReal(token) ? undefined : this.gateway.applicationOf(token);
    if (this.session) return this.close(GatewayCloseCodes.AlreadyAuthenticated);
    if (!application) return this.close(GatewayCloseCodes.AuthenticationFailed);
    const [index, count] = shard;
    if (index >= count) return this.close(GatewayCloseCodes.InvalidShard);
    if (this.gateway.needsMoreShards(application, count))
      return this.close(GatewayCloseCodes.ShardingRequired);
    if (intents < 0 || (intents & ~knownIntents) !== 0) return this.close(GatewayCloseCodes.InvalidIntents);
    if (isDisallowed(application, intents)) return this.close(GatewayCloseCodes.DisallowedIntents);
    if (!this.gateway.admits(application, shard)) return this.sendOp(GatewayOpcodes.InvalidSession, false);
    this.packsDispatches = wish.compress === true && !this.stream;
    this.session = this.gateway.openSession(application, token, intents, shard);
    this.session.attach(this);
    sendReady(this.gateway.world, this.session, this.wish.host);
    this.gateway.world.setStatus(application.id, statusOf(presenceShape.parse(wish.presence ?? {})));
  }

  private resume({ token, session_id: sessionId, seq }: z.infer<typeof resumeShape>): void {
    if (this.session) return this.close(GatewayCloseCodes.AlreadyAuthenticated);
    if (!this.gateway.applicationOf(token)) return this.close(GatewayCloseCodes.AuthenticationFailed);
    const session = this.gateway.sessionToResume(sessionId, token);
    const missed = session?.missedSince(seq);
    if (!session || !missed) return this.sendOp(GatewayOpcodes.InvalidSession, false);
    if (seq > session.seq) return this.close(GatewayCloseCodes.InvalidSeq);
    this.gateway.displace(session);
    this.session = session;
    session.resumes += 1;
    for (const frame of missed) this.send(frame);
    session.attach(this);
    session.dispatch(GatewayDispatchEvents.Resumed, { _trace: ['simulator'] });
  }

  private withShape<T>(shape: z.ZodType<T>, data: unknown, act: (wish: T) => void): void {
    const wish = shape.safeParse(data);
    if (wish.success) act(wish.data);
    else this.close(GatewayCloseCodes.DecodeError);
  }

  private heartbeat(): void {
    this.expectHeartbeat();
    this.sendOp(GatewayOpcodes.HeartbeatAck, null);
  }

  /** By real time, also when a test moves the simulated time ahead: the bot beats by its own clock. */
  private expectHeartbeat(): void {
    if (this.heartbeatTimer) clearTimeout(this.heartbeatTimer);
    const { heartbeatInterval, heartbeatGrace } = this.gateway.options;
    this.heartbeatTimer = setTimeout(
      () => this.close(GatewayCloseCodes.SessionTimedOut),
      heartbeatInterval + heartbeatGrace,
    ).unref();
  }

  /** Heartbeats are not counted, unlike Discord's way, so that tests can have short intervals. */
  private isTooFast(): boolean {
    const now = Date.now();
    this.sentAt.push(now);
    while ((this.sentAt[0] ?? now) < now - 60_000) this.sentAt.shift();
    return this.sentAt.length > sendsPerMinute;
  }

  private closed(code: number): void {
    if (this.heartbeatTimer) clearTimeout(this.heartbeatTimer);
    this.stream?.close();
    this.gateway.wire.add({ kind: 'ending', line: this.line, code });
    this.gateway.forget(this);
    const { session } = this;
    this.session = null;
    if (session?.wire !== this) return;
    session.detach(this.gateway.world.clock.now());
    const { id } = session.application;
    if (!this.gateway.isOnline(id)) this.gateway.world.setStatus(id, null);
    if (code === 1000 || code === 1001) this.gateway.endSession(session);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
