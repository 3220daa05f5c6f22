import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingAccess, unknownApplication, unknownGuild, unknownUser } from '../errors';
import { form, snowflakeField, textField } from '../form';
import { channelPayload } from '../world/channel-payload';
import { applicationPayload, memberPayload, userPayload } from '../world/payloads';
import { byAge } from '../world/snowflake';
import type { AccessGrant, Guild, User } from '../world/state';
import { paged } from './paging';
import type { Callers, Route } from './rest';

const selfChange = z.object({ username: textField(2, 32).optional() });
const directMessage = z.object({ recipient_id: snowflakeField });

/** The gateway's address, users and applications. */
export function userRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world } = engine;

  app.get('/gateway', (request) => ({ url: `ws://${request.headers.host}/gateway` }));

  app.get('/gateway/bot', (request) => {
    const application = callers.bot(request);
    return {
      url: `ws://${request.headers.host}/gateway`,
      shards: engine.gateway.recommendedShards(application),
      session_start_limit: engine.gateway.startLimit(application),
    };
  });

  app.get('/users/@me', (request) => {
    const { application } = callers.identify(request);
    if (application)
      return {
        ...userPayload(find(application.id)),
        verified: true,
        mfa_enabled: false,
        email: null,
        bio: '',
      };
    return personPayload(find(callers.bearer(request).userId), callers.bearer(request));
  });

  app.patch('/users/@me', (request) => {
    const user = find(callers.bot(request).id);
    const { username } = form(selfChange, request.body);
    if (username !== undefined) user.username = username;
    world.touch();
    world.emit('userChanged', user);
    return { ...userPayload(user), verified: true, mfa_enabled: false, email: null };
  });

  app.get<Route>('/users/@me/guilds', (request) => {
    const { application } = callers.identify(request);
    const grant = application ? undefined : callers.bearer(request);
    if (grant && !grant.scopes.includes('guilds')) throw missingAccess();
    const readerId = application?.id ?? grant?.userId ?? '';
    const isCounted = request.query['with_counts'] === 'true';
    return paged(world.guildsOf(readerId).sort(byAge), request.query, { usual: 200, most: 200 }).map(
      (guild) => partialGuild(guild, readerId, isCounted),
    );
  });

  app.delete<Route>('/users/@me/guilds/:guildId', (request, reply) => {
    const application = callers.bot(request);
    const guild = world.guilds.get(request.params.guildId);
    if (!guild?.applicationIds.includes(application.id)) throw unknownGuild();
    engine.guilds.uninstall(application, guild);
    return reply.code(204).send();
  });

  app.post('/users/@me/channels', (request) => {
    const application = callers.bot(request);
    const { recipient_id: id } = form(directMessage, request.body);
    return channelPayload(world, world.directMessages(find(id).id, application.id));
  });

  app.get<Route>('/users/:userId', (request) => {
    callers.bot(request);
    return userPayload(find(request.params.userId));
  });

  /** How a person stands in a guild, for an application that they allowed to know. */
  app.get<Route>('/users/@me/guilds/:guildId/member', (request) => {
    const grant = callers.bearer(request);
    if (!grant.scopes.includes('guilds.members.read')) throw missingAccess();
    const guild = world.guilds.get(request.params.guildId);
    const member = guild && world.memberOf(guild, grant.userId);
    if (!member) throw unknownGuild();
    return memberPayload(world, member);
  });

  app.get('/oauth2/@me', (request) => {
    const grant = callers.bearer(request);
    const application = world.applications.get(grant.applicationId);
    if (!application) throw unknownApplication();
    const { id, name, description, icon, bot_public, bot_require_code_grant, verify_key } =
      applicationPayload(world, application);
    return {
      application: { id, name, description, icon, bot_public, bot_require_code_grant, verify_key },
      scopes: grant.scopes,
      expires: new Date(grant.expiresAt).toISOString(),
      ...(grant.scopes.includes('identify') ? { user: userPayload(find(grant.userId)) } : {}),
    };
  });

  function find(userId: string): User {
    const user = world.users.get(userId);
    if (!user) throw unknownUser();
    return user;
  }

  function partialGuild(guild: Guild, readerId: string, withCounts: boolean) {
    return {
      id: guild.id,
      name: guild.name,
      icon: null,
      banner: null,
      owner: guild.ownerId === readerId,
      permissions: String(world.permissionsInGuild(guild, readerId)),
      features: [],
      ...(withCounts
        ? { approximate_member_count: guild.members.length, approximate_presence_count: guild.members.length }
        : {}),
    };
  }
}

function personPayload(user: User, grant: AccessGrant) {
  if (!grant.scopes.includes('identify')) throw missingAccess();
  return {
    ...userPayload(user),
    banner: null,
    accent_color: null,
    locale: 'en-US',
    mfa_enabled: false,
    premium_type: 0,
    flags: 0,
    ...(grant.scopes.includes('email')
      ? { email: `${user.username.replace(/[^a-z0-9]/g, '.')}@simulator.invalid`, verified: true }
      : {}),
  };
}
