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
    guild.applicationIds.push(application.id);
    this.members.add(guild, application.id).roleIds.push(role.id);
    this.world.emit('installed', application.id, guild);
  }

  uninstall(application: Application, guild: Guild): void {
    if (!guild.applicationIds.includes(application.id)) return;
    guild.applicationIds = guild.applicationIds.filter((id) => id !== application.id);
    guild.members = guild.members.filter(({ userId }) => userId !== application.id);
    guild.roles = guild.roles.filter(({ botId }) => botId !== application.id);
    for (const { id } of this.world.commandsOf(application.id, guild.id)) this.world.commands.delete(id);
    this.world.touch();
    this.world.emit('uninstalled', application.id, guild);
  }

  setEmojis(guild: Guild, emojis: readonly Emoji[]): void {
    guild.emojis = [...emojis];
    this.world.touch();
    this.world.emit('emojisChanged', guild);
  }
}
