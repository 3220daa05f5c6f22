import { everyonePermissions } from '../world/permissions';
import type { Application, Emoji, Guild, Role } from '../world/state';
import type { World } from '../world/world';
import type { Members } from './members';

/** Founding guilds, changing them, and adding bots to them. */
export class Guilds {
  constructor(
    private readonly world: World,
    private readonly members: Members,
  ) {}

  create(name: string, ownerId: string): Guild {
    const id = this.world.newId();
    const everyone: Role = {
      id,
      name: '@everyone',
      permissions: everyonePermissions,
      position: 0,
      color: 0,
      hoist: false,
      mentionable: false,
      botId: null,
    };
    const guild: Guild = {
      id,
      name,
      description: null,
      ownerId,
      roles: [everyone],
      members: [],
      applicationIds: [],
      bans: [],
      emojis: [],
    };
    this.world.guilds.set(id, guild);
    this.members.add(guild, ownerId);
    return guild;
  }

  edit(guild: Guild, change: Partial<Pick<Guild, 'name' | 'description'>>): void {
    Object.assign(guild, change);
    this.world.touch();
    this.world.emit('guildChanged', guild);
  }

  /** Adds a bot with a role of its own; one that is there gets the new permissions. */
  install(application: Application, guild: Guild, permissions?: string): void {
    const known = guild.roles.find(({ botId }) => botId === application.id);
    if (known) {
      if (permissions === undefined) return;
      known.permissions = permissions;
      this.world.touch();
      this.world.emit('roleChanged', guild, known);
      return;
    }
    for (const role of guild.roles) if (role.position > 0) role.position += 1;
    const role: Role = {
      id: this.world.newId(),
      name: application.name,
      permissions: permissions ?? '0',
      position: 1,
      color: 0,
      hoist: false,
      mentionable: false,
      botId: application.id,
    };
    guild.roles.push(role);
    // The bots that are there hear of its role and of itself; it hears of the whole guild.
    this.world.emit('roleCreated', guild, role);
    guild.applicationIds.push(application.id);
    this.members.add(guild, application.id).roleIds.push(role.id);
    this.world.emit('installed', application.id, guild);
  }

  uninstall(application: Application, guild: Guild): void {
    if (!guild.applicationIds.includes(application.id)) return;
    guild.applicationIds = guild.applicationIds.filter((id) => id !== application.id);
    for (const { id } of this.world.commandsOf(application.id, guild.id)) this.world.commands.delete(id);
    this.world.emit('uninstalled', application.id, guild);
    const member = this.world.memberOf(guild, application.id);
    if (member) this.members.remove(guild, member);
    const roles = guild.roles.filter(({ botId }) => botId === application.id);
    guild.roles = guild.roles.filter((role) => !roles.includes(role));
    for (const role of roles) this.world.emit('roleDeleted', guild, role);
    this.world.touch();
  }

  /** Every bot is told that it left; nobody is told of what went with the guild. */
  delete(guild: Guild): void {
    const { world } = this;
    const bots = guild.applicationIds;
    guild.applicationIds = [];
    for (const channel of world.channels.values())
      if (channel.guildId === guild.id) world.forgetChannel(channel);
    for (const { id, guildId } of world.webhooks.values())
      if (guildId === guild.id) world.webhooks.delete(id);
    for (const { code, guildId } of world.invites.values())
      if (guildId === guild.id) world.invites.delete(code);
    for (const { id, guild_id: guildId } of world.commands.values())
      if (guildId === guild.id) world.commands.delete(id);
    world.guilds.delete(guild.id);
    world.touch();
    for (const id of bots) world.emit('uninstalled', id, guild);
  }

  setEmojis(guild: Guild, emojis: readonly Emoji[]): void {
    guild.emojis = [...emojis];
    this.world.touch();
    this.world.emit('emojisChanged', guild);
  }
}
