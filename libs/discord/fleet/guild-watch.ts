import type { BotListener, SeenGuild } from '@cube/bots/bot-adapter';
import { Events, type Guild } from 'discord.js';

import type { BotClient } from './bot-client';

/** Milliseconds within which several changes of one guild are told as one. */
const gatherFor = 100;
/** The same for people who come and go: a busy guild is not written down for each of them. */
const countAfter = 2000;

/** Tells what a bot sees of its guilds: all of them once it is ready, then each that changed. */
export class GuildWatch {
  private readonly waiting = new Map<string, { readonly due: number; readonly timer: NodeJS.Timeout }>();
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
    // Of itself a bot hears whatever its intents are; of others it counts.
    client.on(Events.GuildMemberUpdate, (_, { id, guild }) => id === client.user?.id && this.see(guild));
    client.on(Events.GuildMemberAdd, ({ guild }) => this.see(guild, countAfter));
    client.on(Events.GuildMemberRemove, ({ guild }) => this.see(guild, countAfter));
    // discord.js calls an outage guildUnavailable: guildDelete means that the bot was removed.
    client.on(Events.GuildDelete, ({ id }) => this.lose(id));
  }

  /** Nothing is told any more. */
  end(): void {
    this.hasEnded = true;
    this.waiting.forEach(({ timer }) => clearTimeout(timer));
  }

  private see({ id }: Guild, within = gatherFor): void {
    if (this.hasEnded) return;
    const known = this.waiting.get(id);
    const due = Math.min(known?.due ?? Infinity, Date.now() + within);
    clearTimeout(known?.timer);
    this.waiting.set(id, { due, timer: setTimeout(() => this.tell(id), due - Date.now()) });
  }

  private tell(guildId: string): void {
    this.waiting.delete(guildId);
    const guild = this.client.guilds.cache.get(guildId);
    if (guild?.available) this.listener.guildSeen(this.client.botId, seen(guild));
  }

  private lose(guildId: string): void {
    if (this.hasEnded) return;
    clearTimeout(this.waiting.get(guildId)?.timer);
    this.waiting.delete(guildId);
    this.listener.guildLeft(this.client.botId, guildId);
  }
}

const seen = ({
  id,
  name,
  icon,
  ownerId,
  memberCount,
  channels,
  roles,
  features,
  members,
}: Guild): SeenGuild => ({
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
      overwrites: channel.permissionOverwrites.cache.map(({ id, allow, deny }) => ({
        id,
        allow: String(allow.bitfield),
        deny: String(deny.bitfield),
      })),
    })),
  roles: roles.cache.map((role) => ({
    id: role.id,
    name: role.name,
    color: role.color,
    position: role.rawPosition,
    managed: role.managed,
    permissions: String(role.permissions.bitfield),
  })),
  features: [...features],
  self: members.me && {
    roleIds: [...members.me.roles.cache.keys()].filter((roleId) => roleId !== id),
    joinedAt: members.me.joinedAt,
  },
});
