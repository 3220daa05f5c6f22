import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { DiscordError, unknownApplication } from '../errors';
import { form } from '../form';
import { applicationPayload, userPayload } from '../world/payloads';
import type { Callers, Route } from './rest';

const applicationChange = z.object({ description: z.string().max(400).optional() });

/** Applications, as they see themselves. */
export function applicationRoutes(app: FastifyInstance, { world }: Engine, callers: Callers): void {
  for (const path of ['/applications/@me', '/oauth2/applications/@me']) {
    app.get(path, (request) => own(request));
  }

  app.patch('/applications/@me', (request) => {
    const application = callers.bot(request);
    const { description = application.description } = form(applicationChange, request.body);
    application.description = description;
    world.touch();
    return own(request);
  });

  app.get<Route>('/applications/:applicationId', (request) => {
    callers.bot(request);
    const application = world.applications.get(request.params.applicationId);
    if (!application) throw unknownApplication();
    return applicationPayload(world, application);
  });

  /** Nobody has set any: who may use a command is decided by its default permissions. */
  const permissions = '/applications/:applicationId/guilds/:guildId/commands';
  app.get<Route>(`${permissions}/permissions`, (request) => {
    callers.ownApplication(request);
    callers.guild(request);
    return [];
  });
  app.get<Route>(`${permissions}/:commandId/permissions`, (request) => {
    callers.ownApplication(request);
    callers.guild(request);
    const code = RESTJSONErrorCodes.UnknownApplicationCommandPermissions;
    throw new DiscordError(404, code, 'Unknown application command permissions');
  });
  app.put<Route>(`${permissions}/:commandId/permissions`, (request) => {
    callers.ownApplication(request);
    const code = RESTJSONErrorCodes.BotsCannotUseThisEndpoint;
    throw new DiscordError(403, code, 'Bots cannot use this endpoint');
  });

  function own(request: FastifyRequest) {
    const application = callers.bot(request);
    const owner = world.people()[0];
    return { ...applicationPayload(world, application), ...(owner ? { owner: userPayload(owner) } : {}) };
  }
}
