import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingPermissions, refused, unknownRole } from '../errors';
import { form, permissionsField, snowflakeField } from '../form';
import { rolePayload } from '../world/payloads';
import { byAge } from '../world/snowflake';
import type { Callers, Route } from './rest';

const roleChange = z.object({
  name: z.string().max(100).optional(),
  permissions: permissionsField.optional(),
  color: z.number().int().min(0).max(0xffffff).optional(),
  colors: z.object({ primary_color: z.number().int().min(0).max(0xffffff) }).optional(),
  hoist: z.boolean().optional(),
  mentionable: z.boolean().optional(),
});

const positions = z.array(z.object({ id: snowflakeField, position: z.number().int().min(0).nullish() }));

const rolesAllowed = 250;

/** The roles of a guild. A bot reaches only what stands below its own highest role. */
export function roleRoutes(app: FastifyInstance, { world, roles }: Engine, callers: Callers): void {
  app.get<Route>('/guilds/:guildId/roles', (request) =>
    callers.guild(request).guild.roles.toSorted(byAge).map(rolePayload),
  );

  app.get<Route>('/guilds/:guildId/roles/:roleId', (request) => {
    const role = callers.guild(request).guild.roles.find(({ id }) => id === request.params.roleId);
    if (!role) throw unknownRole();
    return rolePayload(role);
  });

  app.get<Route>('/guilds/:guildId/roles/member-counts', (request) => {
    const { guild } = callers.guild(request);
    const countOf = (id: string) => guild.members.filter(({ roleIds }) => roleIds.includes(id)).length;
    const others = guild.roles.filter(({ id }) => id !== guild.id);
    return Object.fromEntries(others.map(({ id }) => [id, countOf(id)]));
  });

  app.post<Route>('/guilds/:guildId/roles', (request) => {
    const { guild } = callers.guild(request, 'ManageRoles');
    const wish = wishOf(request);
    if (guild.roles.length >= rolesAllowed) {
      const code = RESTJSONErrorCodes.MaximumNumberOfGuildRolesReached;
      throw refused(code, `Maximum number of server roles reached (${rolesAllowed})`);
    }
    return rolePayload(roles.create(guild, wish));
  });

  app.patch<Route>('/guilds/:guildId/roles', (request) => {
    const { guild, application } = callers.guild(request, 'ManageRoles');
    const highest = roles.highestOf(guild, application.id);
    for (const { id, position } of form(positions, request.body)) {
      const role = guild.roles.find((known) => known.id === id);
      if (!role) throw unknownRole();
      if (position == null) continue;
      if (role.position >= highest || position >= highest) throw missingPermissions();
      roles.move(guild, role, position);
    }
    return guild.roles.map(rolePayload);
  });

  app.patch<Route>('/guilds/:guildId/roles/:roleId', (request) => {
    const { guild, role } = within(request);
    return rolePayload(roles.edit(guild, role, wishOf(request)));
  });

  app.delete<Route>('/guilds/:guildId/roles/:roleId', (request, reply) => {
    const { guild, role } = within(request);
    if (role.id === guild.id || role.botId !== null)
      throw refused(RESTJSONErrorCodes.InvalidRole, 'Invalid Role');
    roles.delete(guild, role);
    return reply.code(204).send();
  });

  /** The role of the path, when it stands below the bot's. */
  function within(request: FastifyRequest<Route>) {
    const { guild, application } = callers.guild(request, 'ManageRoles');
    const role = guild.roles.find(({ id }) => id === request.params.roleId);
    if (!role) throw unknownRole();
    if (role.position >= roles.highestOf(guild, application.id)) throw missingPermissions();
    return { guild, role };
  }

  /** Nobody gives away a permission that they do not have. */
  function wishOf(request: FastifyRequest<Route>) {
    const { guild, application } = callers.guild(request, 'ManageRoles');
    const { colors, ...wish } = form(roleChange, request.body);
    const own = world.permissionsInGuild(guild, application.id);
    if (wish.permissions !== undefined && (BigInt(wish.permissions) & ~own) !== 0n)
      throw missingPermissions();
    return { ...wish, ...(colors ? { color: colors.primary_color } : {}) };
  }
}
