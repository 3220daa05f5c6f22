import type { BotListener, SeenGuild } from '@cube/bots/bot-adapter';
import { Events, type Guild } from 'discord.js';

import type { BotClient } from './bot-client';

/** Milliseconds within which several changes of one guild are told as one. */
const gatherFor = 100;

/** Tells what a bot sees of its guilds: all of them once it is ready, then each that changed. */
export class GuildWatch {
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private hasEnded = false;

  constructor(
    private readonly client: BotClient,
    private readonly listener: BotListener,
  ) {
    client.on(Events.ClientReady, () => client.guilds.cache.forEach((guild) => this.see(guild)));
    client.on(Events.GuildCreate, (guild) => this.see(guild));
    client.on(Events.GuildAvailable, (guild) => this.see(guild));
    client.on(Events.GuildUpdate, (_, guild) => this.see(guild));
    client.on(Events.ChannelCreate, ({ guild }) => this.see(guild));
    client.on(Events.ChannelUpdate, (_, channel) => !channel.isDMBased() && this.see(channel.guild));
    client.on(Events.ChannelDelete, (channel) => !channel.isDMBased() && this.see(channel.guild));
    client.on(Events.GuildRoleCreate, ({ guild }) => this.see(guild));
    client.on(Events.GuildRoleUpdate, (_, { guild }) => this.see(guild));
    client.on(Events.GuildRoleDelete, ({ guild }) => this.see(guild));
    // discord.js calls an outage guildUnavailable: guildDelete means that the bot was removed.
    client.on(Events.GuildDelete, ({ id }) => this.lose(id));
  }

  /** Nothing is told any more. */
  end(): void {
    this.hasEnded = true;
    this.waiting.forEach((timer) => clearTimeout(timer));
  }

  private see({ id }: Guild): void {
    if (this.hasEnded || this.waiting.has(id)) return;
    this.waiting.set(
      id,
      setTimeout(() => this.tell(id), gatherFor),
    );
  }

  private tell(guildId: string): void {
    this.waiting.delete(guildId);
    const guild = this.client.guilds.cache.get(guildId);
    if (guild?.available) this.listener.guildSeen(this.client.botId, seen(guild));
  }

  private lose(guildId: string): void {
    if (this.hasEnded) return;
    clearTimeout(this.waiting.get(guildId));
    this.waiting.delete(guildId);
    this.listener.guildLeft(this.client.botId, guildId);
  }
}

const seen = ({ id, name, icon, ownerId, memberCount, channels, roles }: Guild): SeenGuild => ({
  id,
  name,
  icon,
  ownerId,
  memberCount,
  channels: channels.cache
    .filter((channel) => !channel.isThread())
    .map((channel) => ({
      id: channel.id,
      name: channel.name,
      type: channel.type,
      position: channel.rawPosition,
      parentId: channel.parentId,
    })),
  roles: roles.cache.map((role) => ({
    id: role.id,
    name: role.name,
    color: role.color,
    position: role.rawPosition,
    managed: role.managed,
    permissions: String(role.permissions.bitfield),
  })),
});
