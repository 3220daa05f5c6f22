import type { Guild, Member } from '../world/state';
import type { World } from '../world/world';

/** Who belongs to a guild, and how. A bot that leaves is uninstalled instead. */
export class Members {
  constructor(private readonly world: World) {}

  add(guild: Guild, userId: string): Member {
    const known = this.world.memberOf(guild, userId);
    if (known) return known;
    const joinedAt = this.world.clock.timestamp();
    const member: Member = { userId, nick: null, roleIds: [], joinedAt, timeoutUntil: null };
    guild.members.push(member);
    this.world.touch();
    this.world.emit('memberAdded', guild, member);
    return member;
  }

  edit(
    guild: Guild,
    member: Member,
    change: Partial<Pick<Member, 'nick' | 'roleIds' | 'timeoutUntil'>>,
  ): Member {
    Object.assign(member, change);
    this.world.touch();
    this.world.emit('memberChanged', guild, member);
    return member;
  }

  remove(guild: Guild, member: Member): void {
    guild.members = guild.members.filter((other) => other !== member);
    this.world.touch();
    this.world.emit('memberRemoved', guild, member);
  }

  ban(guild: Guild, userId: string, reason: string | null): void {
    const member = this.world.memberOf(guild, userId);
    if (member) this.remove(guild, member);
    guild.bans = [...guild.bans.filter((ban) => ban.userId !== userId), { userId, reason }];
    this.world.touch();
    this.world.emit('banned', guild, userId);
  }

  unban(guild: Guild, userId: string): void {
    guild.bans = guild.bans.filter((ban) => ban.userId !== userId);
    this.world.touch();
    this.world.emit('unbanned', guild, userId);
  }
}
