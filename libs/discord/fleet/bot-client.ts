import { Client, GatewayDispatchEvents, type GatewayIntentBits, Options, Partials } from 'discord.js';

import { Gateway, type GatewayOwner } from './gateway';

/** How many interactions may have arrived without having been handed on. */
const mostArrivals = 1000;

/** The Client of one bot, from one login to its end. */
export class BotClient extends Client {
  private isClosed = false;
  private readonly arrivals = new Map<string, number>();

  constructor(
    readonly botId: string,
    settings: {
      readonly api: string;
      readonly cdn: string;
      readonly intents: readonly GatewayIntentBits[];
    },
    hears: Omit<GatewayOwner, 'isClosed'>,
  ) {
    super({
      intents: settings.intents,
      rest: { api: settings.api, cdn: settings.cdn, timeout: 10_000 },
      makeCache: Options.cacheWithLimits(cacheLimits),
      partials,
    });
    const owner: GatewayOwner = { ...hears, isClosed: () => this.isClosed };
    this.options.ws = { ...this.options.ws, buildStrategy: (manager) => new Gateway(manager, owner) };
    // As many as there are @On listeners; each of them is meant.
    this.setMaxListeners(0);
    this.ws.on(GatewayDispatchEvents.InteractionCreate, ({ id }) => this.noteArrival(id));

    // Packets that came before the bot was ready are handled in a later turn, where a throw would end the process.
    const handle = this.ws['handlePacket'].bind(this.ws);
    this.ws['handlePacket'] = (packet, shard) => {
      try {
        return !this.isClosed && handle(packet, shard);
      } catch (error) {
        hears.tripped(error);
        return false;
      }
    };
  }

  /** When the packet of an interaction came, by the clock of `performance.now()`; asked once. */
  arrivalOf(interactionId: string): number {
    const arrivedAt = this.arrivals.get(interactionId) ?? performance.now();
    this.arrivals.delete(interactionId);
    return arrivedAt;
  }

  /** Ends the connection for good, whatever it was about to do; resolves when it is closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.destroy();
  }

  private noteArrival(interactionId: string): void {
    // What discord.js does not know it does not hand on, and nobody asks for it.
    if (this.arrivals.size >= mostArrivals) this.arrivals.clear();
    this.arrivals.set(interactionId, performance.now());
  }
}

/** The bot whose Client this is. Providers are shared by all bots: they read theirs from `interaction`, `message` or `guild`. */
export function botIdOf({ client }: { readonly client: Client }): string {
  if (client instanceof BotClient) return client.botId;
  throw new TypeError('This Client belongs to no bot of the fleet.');
}

/** What a bot does not remember reaches its listeners all the same, with no more than its ids. */
const partials = [Partials.GuildMember, Partials.Message, Partials.Reaction, Partials.User];

/** A bot remembers its guilds, channels and roles, and of people only itself; what else it needs comes with the event. */
const onlyItself = {
  maxSize: 1,
  keepOverLimit: ({ id, client }: { readonly id: string; readonly client: Client }) => id === client.user?.id,
};
const cacheLimits: Parameters<typeof Options.cacheWithLimits>[0] = {
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: onlyItself,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: onlyItself,
  VoiceStateManager: 0,
};
