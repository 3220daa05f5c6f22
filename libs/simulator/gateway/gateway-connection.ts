import type { Duplex } from 'node:stream';

import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import type { WebSocket } from 'ws';

import { applicationFlags, guildCreatePayload, memberPayload, userPayload } from '../world/payloads';
import type { Line } from '../wire/wire-log';
import { looksReal } from '../world/tokens';
import type { Gateway } from './gateway';
import {
  frameShape,
  identifyShape,
  ignoredOpcodes,
  isDisallowed,
  knownIntents,
  requestMembersShape,
  resumeShape,
} from './gateway-frames';
import type { GatewaySession, Wire } from './gateway-session';

const largestFrame = 4_096;
const sendsPerMinute = 120;

/** One WebSocket of a bot: reads its frames, answers them, and carries its session's dispatches while it lives. */
export class GatewayConnection implements Wire {
  session: GatewaySession | null = null;
  /** A zombie: reads nothing and says nothing, but stays open. */
  silent = false;
  private readonly sentAt: number[] = [];
  private readonly line: Line;

  constructor(
    private readonly gateway: Gateway,
    private readonly socket: WebSocket,
    private readonly tcp: Duplex & { resetAndDestroy?: () => void },
    private readonly host: string,
  ) {
    this.line = gateway.wire.newLine();
    socket.on('message', (data) => this.receive(String(data)));
    socket.on('error', () => undefined);
    socket.on('close', (code) => this.closed(code));
    this.sendOp(GatewayOpcodes.Hello, { heartbeat_interval: gateway.options.heartbeatInterval });
  }

  send(frame: string): void {
    if (this.silent) return;
    this.record(frame, { isFromBot: false });
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(frame);
  }

  sendOp(op: GatewayOpcodes, data: unknown): void {
    this.send(JSON.stringify({ op, d: data, s: null, t: null }));
  }

  close(code: number, reason = ''): void {
    this.socket.close(code, reason);
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

  private receive(text: string): void {
    if (this.silent) return;
    this.record(text, { isFromBot: true });
    if (text.length > largestFrame) return this.close(GatewayCloseCodes.DecodeError, 'Payload too large.');
    const frame = frameShape.safeParse(parse(text));
    if (!frame.success) return this.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    const { op, d } = frame.data;
    if (op === GatewayOpcodes.Heartbeat) return this.sendOp(GatewayOpcodes.HeartbeatAck, null);
    if (this.isTooFast()) return this.close(GatewayCloseCodes.RateLimited, 'You are being rate limited.');
    this.act(op, d);
  }

  private act(op: number, data: unknown): void {
    if (op === GatewayOpcodes.Identify) return this.identify(data);
    if (op === GatewayOpcodes.Resume) return this.resume(data);
    const isMembers = op === GatewayOpcodes.RequestGuildMembers;
    if (!isMembers && !ignoredOpcodes.includes(op))
      return this.close(GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.');
    if (!this.session) return this.close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
    if (isMembers) this.requestMembers(this.session, data);
  }

  private identify(data: unknown): void {
    if (this.session) return this.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    const wish = identifyShape.safeParse(data);
    if (!wish.success) return this.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    const { token, intents, shard = [0, 1] } = wish.data;
    const application = looksReal(token) ? undefined : this.gateway.applicationOf(token);
    if (!application) return this.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const [index, count] = shard;
    if (index >= count) return this.close(GatewayCloseCodes.InvalidShard, 'Invalid shard.');
    if (intents < 0 || (intents & ~knownIntents) !== 0)
      return this.close(GatewayCloseCodes.InvalidIntents, 'Invalid intent(s).');
    if (isDisallowed(application, intents))
      return this.close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
    if (!this.gateway.admits(application, shard)) return this.sendOp(GatewayOpcodes.InvalidSession, false);
    this.session = this.gateway.openSession(application, token, intents, shard);
    this.session.attach(this);
    this.ready(this.session);
  }

  private ready(session: GatewaySession): void {
    const { world } = this.gateway;
    const { application } = session;
    const bot = world.users.get(application.id);
    if (!bot) return this.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const guilds = world.guildsOf(application.id).filter((guild) => session.hears(guild.id, 0));
    session.dispatch(GatewayDispatchEvents.Ready, {
      v: 10,
      user: { ...userPayload(bot), verified: true, mfa_enabled: false, flags: 0, email: null, bio: '' },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `ws://${this.host}/gateway`,
      shard: session.shard,
      application: { id: application.id, flags: applicationFlags(application) },
      private_channels: [],
      presences: [],
      relationships: [],
      user_settings: {},
      _trace: ['simulator'],
    });
    if (!(session.intents & GatewayIntentBits.Guilds)) return;
    const seesMembers = (session.intents & GatewayIntentBits.GuildMembers) !== 0;
    for (const guild of guilds) {
      session.dispatch(
        GatewayDispatchEvents.GuildCreate,
        guildCreatePayload(world, guild, { applicationId: application.id, seesMembers }),
      );
    }
  }

  private resume(data: unknown): void {
    if (this.session) return this.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
    const wish = resumeShape.safeParse(data);
    if (!wish.success) return this.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    const { token, session_id: sessionId, seq } = wish.data;
    if (!this.gateway.applicationOf(token))
      return this.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const session = this.gateway.sessionToResume(sessionId, token);
    const missed = session?.missedSince(seq);
    if (!session || !missed) return this.sendOp(GatewayOpcodes.InvalidSession, false);
    if (seq > session.seq) return this.close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.');
    this.gateway.displace(session);
    this.session = session;
    session.resumes += 1;
    for (const frame of missed) this.send(frame);
    session.attach(this);
    session.dispatch(GatewayDispatchEvents.Resumed, { _trace: ['simulator'] });
  }

  private requestMembers(session: GatewaySession, data: unknown): void {
    const wish = requestMembersShape.safeParse(data);
    if (!wish.success) return this.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    const { guild_id: guildId, query = '', limit = 0, user_ids: ids, nonce } = wish.data;
    const { world } = this.gateway;
    const guild = world.guilds.get(guildId);
    if (!guild?.applicationIds.includes(session.application.id)) return;
    const wanted = ids === undefined ? null : [ids].flat();
    const members = guild.members
      .filter(({ userId }) =>
        wanted
          ? wanted.includes(userId)
          : (world.users.get(userId)?.username ?? '').startsWith(query.toLowerCase()),
      )
      .slice(0, limit > 0 ? limit : undefined);
    session.dispatch(GatewayDispatchEvents.GuildMembersChunk, {
      guild_id: guildId,
      members: members.map((member) => memberPayload(world, member)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: wanted?.filter((id) => !world.memberOf(guild, id)) ?? [],
      ...(nonce === undefined ? {} : { nonce }),
    });
  }

  /** Heartbeats are not counted, unlike Discord's way, so that tests can have short intervals. */
  private isTooFast(): boolean {
    const now = Date.now();
    this.sentAt.push(now);
    while ((this.sentAt[0] ?? now) < now - 60_000) this.sentAt.shift();
    return this.sentAt.length > sendsPerMinute;
  }

  private closed(code: number): void {
    this.gateway.wire.add({ kind: 'ending', line: this.line, code });
    this.gateway.forget(this);
    const { session } = this;
    this.session = null;
    if (session?.wire !== this) return;
    session.detach();
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
