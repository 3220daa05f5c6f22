import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import type { Callers, Route } from './rest';

/** The commands of an application, global and by guild. */
export function commandRoutes(app: FastifyInstance, { commands }: Engine, callers: Callers): void {
  for (const isGlobal of [true, false]) {
    const list = isGlobal
      ? '/applications/:applicationId/commands'
      : '/applications/:applicationId/guilds/:guildId/commands';
    const one = `${list}/:commandId`;
    const scope = ({ guildId }: { guildId: string }) => (isGlobal ? null : guildId);

    app.get<Route>(list, (request) => commands.list(callers.ownApplication(request), scope(request.params)));

    app.put<Route>(list, (request) =>
      commands.replace(callers.ownApplication(request), scope(request.params), request.body),
    );

    app.post<Route>(list, (request, reply) => {
      const { command, isNew } = commands.put(
        callers.ownApplication(request),
        scope(request.params),
        request.body,
      );
      return reply.code(isNew ? 201 : 200).send(command);
    });

    app.get<Route>(one, (request) =>
      commands.get(callers.ownApplication(request), scope(request.params), request.params.commandId),
    );

    app.patch<Route>(one, (request) =>
      commands.edit(
        callers.ownApplication(request),
        scope(request.params),
        request.params.commandId,
        request.body,
      ),
    );

    app.delete<Route>(one, (request, reply) => {
      commands.delete(callers.ownApplication(request), scope(request.params), request.params.commandId);
      return reply.code(204).send();
    });
  }
}
