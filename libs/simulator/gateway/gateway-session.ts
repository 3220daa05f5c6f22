import type { GatewayDispatchEvents } from 'discord-api-types/v10';
import { GatewayOpcodes } from 'discord-api-types/v10';

import { shardOf } from '../world/snowflake';
import type { Application } from '../world/state';
import { secret } from '../world/tokens';

/** As many dispatches as a disconnected bot can miss and still resume. */
const packetsKept = 2_000;

export interface Wire {
  send(frame: string): void;
}

/** One shard's conversation with the gateway. It outlives its connection, so that the bot can come back and RESUME. */
export class GatewaySession {
  readonly id = secret(16);
  seq = 0;
  resumes = 0;
  wire: Wire | null = null;
  detachedAt: number | null = null;
  /** A ring of the latest dispatches. */
  private readonly latest: string[] = [];

  constructor(
    readonly application: Application,
    readonly token: string,
    readonly intents: number,
    readonly shard: readonly [index: number, count: number],
  ) {}

  hears(guildId: string | null, intent: number): boolean {
    if (intent !== 0 && (this.intents & intent) === 0) return false;
    const [index, count] = this.shard;
    return shardOf(guildId, count) === index;
  }

  dispatch(event: GatewayDispatchEvents, data: object): void {
    this.seq += 1;
    const frame = JSON.stringify({ op: GatewayOpcodes.Dispatch, t: event, s: this.seq, d: data });
    this.latest[this.seq % packetsKept] = frame;
    this.wire?.send(frame);
  }

  attach(wire: Wire): void {
    this.wire = wire;
    this.detachedAt = null;
  }

  detach(now: number): void {
    this.wire = null;
    this.detachedAt = now;
  }

  /** The frames after `seq`, or null when some of them are forgotten. */
  missedSince(seq: number): string[] | null {
    if (this.seq - seq > packetsKept) return null;
    const missed: string[] = [];
    for (let next = seq + 1; next <= this.seq; next += 1) missed.push(this.latest[next % packetsKept] ?? '');
    return missed;
  }
}
