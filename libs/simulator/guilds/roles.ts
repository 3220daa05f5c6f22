import type { Guild, Role } from '../world/state';
import type { World } from '../world/world';

export type RoleChange = Partial<Pick<Role, 'name' | 'permissions' | 'color' | 'hoist' | 'mentionable'>>;

/** The roles of guilds and their order. */
export class Roles {
  constructor(private readonly world: World) {}

  /** A new role comes in at the bottom, above @everyone, as Discord does it. */
  create(guild: Guild, wish: RoleChange): Role {
    const everyone = guild.roles.find(({ id }) => id === guild.id);
    for (const role of guild.roles) if (role.position > 0) role.position += 1;
    const role: Role = {
      name: 'new role',
      permissions: everyone?.permissions ?? '0',
      color: 0,
      hoist: false,
      mentionable: false,
      ...wish,
      id: this.world.newId(),
      position: 1,
      botId: null,
    };
    guild.roles.push(role);
    this.world.touch();
    this.world.emit('roleCreated', guild, role);
    return role;
  }

  edit(guild: Guild, role: Role, change: RoleChange): Role {
    Object.assign(role, change);
    this.world.touch();
    this.world.emit('roleChanged', guild, role);
    return role;
  }

  move(guild: Guild, role: Role, position: number): void {
    const above = guild.roles
      .filter((other) => other !== role && other.id !== guild.id)
      .sort((left, right) => left.position - right.position);
    above.splice(Math.max(0, position - 1), 0, role);
    for (const [index, moved] of above.entries()) {
      if (moved.position === index + 1) continue;
      moved.position = index + 1;
      this.world.emit('roleChanged', guild, moved);
    }
    this.world.touch();
  }

  delete(guild: Guild, role: Role): void {
    guild.roles = guild.roles.filter((other) => other !== role);
    for (const member of guild.members) member.roleIds = member.roleIds.filter((id) => id !== role.id);
    this.world.touch();
    this.world.emit('roleDeleted', guild, role);
  }

  /** The place of somebody's highest role: who stands lower cannot touch who stands higher. */
  highestOf(guild: Guild, userId: string): number {
    if (guild.ownerId === userId) return Infinity;
    const ids = this.world.memberOf(guild, userId)?.roleIds ?? [];
    return Math.max(0, ...guild.roles.filter(({ id }) => ids.includes(id)).map(({ position }) => position));
  }
}
