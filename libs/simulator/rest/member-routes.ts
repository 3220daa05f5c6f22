import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import {
  missingAccess,
  missingPermissions,
  unknownBan,
  unknownMember,
  unknownRole,
  unknownUser,
} from '../errors';
import { countField, form, snowflakeField } from '../form';
import { memberPayload, userPayload } from '../world/payloads';
import type { Permission } from '../world/permissions';
import { allows } from '../world/permissions';
import type { Guild, Member } from '../world/state';
import { decoded } from './decoded';
import { paged } from './paging';
import type { Callers, Route } from './rest';

const longestTimeout = 28 * 24 * 60 * 60_000;

const memberChange = z.object({
  nick: z.string().max(32).nullish(),
  roles: z.array(snowflakeField).nullish(),
  communication_disabled_until: z.string().datetime({ offset: true }).nullish(),
  mute: z.boolean().nullish(),
  deaf: z.boolean().nullish(),
  channel_id: snowflakeField.nullish(),
  flags: z.number().int().nullish(),
});

const search = z.object({ query: z.string().min(1), limit: countField(1, 1_000).default(1) });
const banWish = z.object({ delete_message_seconds: z.number().int().min(0).max(604_800).optional() });
const bulkBan = z.object({ user_ids: z.array(snowflakeField).min(1).max(200) });

/** The people of a guild: their names and roles, and sending them away. */
export function memberRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, members, roles, guilds } = engine;
  const one = '/guilds/:guildId/members/:userId';

  app.get<Route>('/guilds/:guildId/members', (request) => {
    const { application, guild } = callers.guild(request);
    if (!application.privilegedIntents.members) throw missingAccess();
    const list = guild.members.map((member) => ({ id: member.userId, member }));
    const sorted = list.sort((left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1));
    const page = paged(sorted, request.query, { usual: 1, most: 1_000 });
    return page.map(({ member }) => memberPayload(world, member));
  });

  app.get<Route>('/guilds/:guildId/members/search', (request) => {
    const { guild } = callers.guild(request);
    const { query, limit } = form(search, request.query);
    return guild.members
      .filter(({ userId, nick }) => {
        const user = world.users.get(userId);
        return [nick, user?.username, user?.globalName].some((name) =>
          name?.toLowerCase().startsWith(query.toLowerCase()),
        );
      })
      .slice(0, limit)
      .map((member) => memberPayload(world, member));
  });

  app.get<Route>(one, (request) => {
    const { application, guild } = callers.guild(request);
    const { userId } = request.params;
    return memberPayload(world, find(guild, userId === '@me' ? application.id : userId));
  });

  app.patch<Route>('/guilds/:guildId/members/@me', (request) => {
    const { application, guild } = callers.guild(request);
    const { nick } = form(memberChange, request.body);
    if (nick === undefined) return memberPayload(world, find(guild, application.id));
    need(guild, application.id, 'ChangeNickname');
    return memberPayload(world, members.edit(guild, find(guild, application.id), { nick: nick || null }));
  });

  app.patch<Route>(one, (request) => {
    const { guild, member, actorId } = below(request);
    const wish = form(memberChange, request.body);
    const { communication_disabled_until: until } = wish;
    if (wish.nick !== undefined) need(guild, actorId, 'ManageNicknames');
    if (wish.roles != null) need(guild, actorId, 'ManageRoles');
    if (until !== undefined) need(guild, actorId, 'ModerateMembers');
    if (until != null && Date.parse(until) - world.clock.wall() > longestTimeout) throw missingPermissions();
    for (const id of wish.roles ?? []) if (!member.roleIds.includes(id)) reachable(guild, actorId, id);
    return memberPayload(
      world,
      members.edit(guild, member, {
        ...(wish.nick === undefined ? {} : { nick: wish.nick || null }),
        ...(wish.roles == null ? {} : { roleIds: wish.roles }),
        ...(until === undefined ? {} : { timeoutUntil: until }),
      }),
    );
  });

  app.delete<Route>(one, (request, reply) => {
    const { guild, member } = below(request, 'KickMembers');
    sendAway(guild, member);
    return reply.code(204).send();
  });

  app.put<Route>(`${one}/roles/:roleId`, (request, reply) => {
    const { guild, application } = callers.guild(request, 'ManageRoles');
    const member = find(guild, request.params.userId);
    const { id } = reachable(guild, application.id, request.params.roleId);
    if (!member.roleIds.includes(id)) members.edit(guild, member, { roleIds: [...member.roleIds, id] });
    return reply.code(204).send();
  });

  app.delete<Route>(`${one}/roles/:roleId`, (request, reply) => {
    const { guild, application } = callers.guild(request, 'ManageRoles');
    const member = find(guild, request.params.userId);
    const { id } = reachable(guild, application.id, request.params.roleId);
    members.edit(guild, member, { roleIds: member.roleIds.filter((other) => other !== id) });
    return reply.code(204).send();
  });

  app.get<Route>('/guilds/:guildId/bans', (request) => {
    const { guild } = callers.guild(request, 'BanMembers');
    const list = guild.bans.map((ban) => ({ id: ban.userId, ban }));
    const sorted = list.sort((left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1));
    return paged(sorted, request.query, { usual: 1_000, most: 1_000 }).map(({ ban }) => banPayload(ban));
  });

  const ban = '/guilds/:guildId/bans/:userId';

  app.get<Route>(ban, (request) => {
    const { guild } = callers.guild(request, 'BanMembers');
    const known = guild.bans.find(({ userId }) => userId === request.params.userId);
    if (!known) throw unknownBan();
    return banPayload(known);
  });

  app.put<Route>(ban, (request, reply) => {
    const { guild, application } = callers.guild(request, 'BanMembers');
    form(banWish, request.body);
    banOne(guild, application.id, request.params.userId, reasonOf(request));
    return reply.code(204).send();
  });

  app.delete<Route>(ban, (request, reply) => {
    const { guild } = callers.guild(request, 'BanMembers');
    if (!guild.bans.some(({ userId }) => userId === request.params.userId)) throw unknownBan();
    members.unban(guild, request.params.userId);
    return reply.code(204).send();
  });

  app.post<Route>('/guilds/:guildId/bulk-ban', (request) => {
    const { guild, application } = callers.guild(request, 'BanMembers', 'ManageGuild');
    const { user_ids: ids } = form(bulkBan, request.body);
    const isReachable = (id: string) => world.users.has(id) && outranks(guild, application.id, id);
    const banned = ids.filter(isReachable);
    for (const id of banned) banOne(guild, application.id, id, reasonOf(request));
    return { banned_users: banned, failed_users: ids.filter((id) => !banned.includes(id)) };
  });

  function find(guild: Guild, userId: string): Member {
    const member = world.memberOf(guild, userId);
    if (!member) throw unknownMember();
    return member;
  }

  function need(guild: Guild, actorId: string, permission: Permission): void {
    if (!allows(world.permissionsInGuild(guild, actorId), permission)) throw missingPermissions();
  }

  const outranks = (guild: Guild, actorId: string, userId: string) =>
    actorId === userId || roles.highestOf(guild, actorId) > roles.highestOf(guild, userId);

  /** The member of the path, when they stand below the bot. */
  function below(request: FastifyRequest<Route>, ...needed: Permission[]) {
    const { guild, application } = callers.guild(request, ...needed);
    const member = find(guild, request.params.userId);
    if (!outranks(guild, application.id, member.userId)) throw missingPermissions();
    return { guild, member, actorId: application.id };
  }

  function reachable(guild: Guild, actorId: string, roleId: string) {
    const role = guild.roles.find(({ id }) => id === roleId);
    if (!role) throw unknownRole();
    if (role.position >= roles.highestOf(guild, actorId) || role.botId !== null) throw missingPermissions();
    return role;
  }

  function sendAway(guild: Guild, member: Member): void {
    const application = world.applications.get(member.userId);
    if (application) guilds.uninstall(application, guild);
    else members.remove(guild, member);
  }

  function banOne(guild: Guild, actorId: string, userId: string, reason: string | null): void {
    if (!world.users.has(userId)) throw unknownUser();
    if (!outranks(guild, actorId, userId)) throw missingPermissions();
    members.ban(guild, userId, reason);
  }

  function banPayload({ userId, reason }: Guild['bans'][number]) {
    const user = world.users.get(userId);
    if (!user) throw unknownUser();
    return { reason, user: userPayload(user) };
  }
}

function reasonOf({ headers }: FastifyRequest): string | null {
  const reason = headers['x-audit-log-reason'];
  return typeof reason === 'string' ? decoded(reason) : null;
}
