import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import { missingAccess, unknownMember } from '../errors';
import { channelPayload, guildPayload, memberPayload, rolePayload } from '../world/payloads';
import type { Callers, Route } from './rest';

/** Guilds with their channels, roles and members. */
export function guildRoutes(app: FastifyInstance, { world }: Engine, callers: Callers): void {
  app.get<Route>('/guilds/:guildId', (request) => {
    const { guild } = callers.guild(request);
    const count = guild.members.length;
    const counts = { approximate_member_count: count, approximate_presence_count: count };
    return { ...guildPayload(guild), ...(request.query['with_counts'] === 'true' ? counts : {}) };
  });

  app.get<Route>('/guilds/:guildId/channels', (request) =>
    world.channelsOf(callers.guild(request).guild.id).map((channel) => channelPayload(world, channel)),
  );

  app.get<Route>('/guilds/:guildId/roles', (request) => callers.guild(request).guild.roles.map(rolePayload));

  app.get<Route>('/guilds/:guildId/members', (request) => {
    const { application, guild } = callers.guild(request);
    if (!application.privilegedIntents.members) throw missingAccess();
    const { limit = '1', after = '0' } = request.query;
    return guild.members
      .filter(({ userId }) => BigInt(userId) > BigInt(after))
      .sort((left, right) => (BigInt(left.userId) < BigInt(right.userId) ? -1 : 1))
      .slice(0, Number(limit))
      .map((member) => memberPayload(world, member));
  });

  app.get<Route>('/guilds/:guildId/members/:userId', (request) => {
    const { application, guild } = callers.guild(request);
    const { userId } = request.params;
    const member = world.memberOf(guild, userId === '@me' ? application.id : userId);
    if (!member) throw unknownMember();
    return memberPayload(world, member);
  });
}
