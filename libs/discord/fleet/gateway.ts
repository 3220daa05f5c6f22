import type { StartLimit } from '@cube/discord-api/discord-limits';
import { SimpleShardingStrategy, type WebSocketOptions } from 'discord.js';

type GatewayManager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/** Who owns a connection to the gateway, and hears what discord.js keeps to itself. */
export interface GatewayOwner {
  /** True once the bot was told to go. */
  isClosed(): boolean;
  /** No connection could be made, or it broke before it was of any use. */
  unreachable(): void;
  /** A packet was malformed. */
  tripped(error: unknown): void;
  /** Discord said how often it may still connect. */
  mayStart(limit: StartLimit): void;
  /** Discord acknowledged a heartbeat after so many milliseconds. */
  measured(latency: number): void;
}

/** Events of @discordjs/ws; discord.js exports an enum of its own under the name of theirs. */
const events = { ready: 'ready', resumed: 'resumed', heartbeat: 'heartbeat', closed: 'closed' } as const;

/** The close code of a connection that ended without a close frame (RFC 6455, section 7.1.5). */
const abnormalClosure = 1006;

/** Milliseconds that the other side has to answer a close frame. */
const closeWithin = 3000;

/**
 * The connections of one Client, as discord.js makes them, with five gaps closed that @discordjs/ws 1.2.3 leaves:
 * a Client that is destroyed between two attempts connects all the same; one that is destroyed while its socket opens leaves
 * the socket behind, whose error then ends the process; one that is destroyed while it waits for an event destroys itself a
 * second time, and the first never hears that the socket closed; a silent peer holds up a close for half a minute; and a
 * packet that is malformed becomes an unhandled rejection that names no bot.
 */
export class Gateway extends SimpleShardingStrategy {
  private isEstablished = false;

  constructor(
    manager: GatewayManager,
    private readonly owner: GatewayOwner,
  ) {
    super(manager);
    const { retrieveSessionInfo } = manager.options;
    // Every attempt, and every packet, asks for the session first: what gets no answer goes no further.
    manager.options.retrieveSessionInfo = (shardId) =>
      owner.isClosed() ? new Promise(() => undefined) : retrieveSessionInfo(shardId);

    const { fetchGatewayInformation } = manager;
    manager.fetchGatewayInformation = async (...given) => {
      const information = await fetchGatewayInformation.apply(manager, given);
      owner.mayStart(information.session_start_limit);
      return information;
    };

    manager.on(events.ready, () => (this.isEstablished = true));
    manager.on(events.resumed, () => (this.isEstablished = true));
    manager.on(events.heartbeat, ({ latency }: { latency: number }) => owner.measured(latency));
    manager.on(events.closed, ({ code }: { code: number }) => {
      const wasEstablished = this.isEstablished;
      this.isEstablished = false;
      if (code === abnormalClosure && !wasEstablished) owner.unreachable();
    });
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    for (const shard of this['shards'].values()) {
      const receive = shard['onMessage'].bind(shard);
      shard['onMessage'] = (...message: Parameters<typeof receive>) =>
        receive(...message).catch((error: unknown) => this.owner.tripped(error));
    }
  }

  override async destroy(options?: Parameters<SimpleShardingStrategy['destroy']>[0]): Promise<void> {
    const sockets = [...this['shards'].values()].flatMap((shard) => shard['connection'] ?? []);
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      if (socket.readyState === socket.CONNECTING) socket.terminate();
    }
    const impatience = setTimeout(() => sockets.forEach((socket) => socket.terminate()), closeWithin);
    const open = sockets.filter((socket) => socket.readyState !== socket.CLOSED);
    const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const destroyed = super.destroy(options);
    await (open.length > 0 ? Promise.race([destroyed, Promise.all(closed)]) : destroyed);
    clearTimeout(impatience);
  }
}
