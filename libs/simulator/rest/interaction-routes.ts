import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import { payloadOf } from './body-parsers';
import type { Route } from './rest';

/** The callback of an interaction. The token in the path is all the authorisation there is. */
export function interactionRoutes(app: FastifyInstance, { answers }: Engine): void {
  app.post<Route>('/interactions/:interactionId/:token/callback', (request, reply) => {
    const { payload, files } = payloadOf(request.body);
    const { interactionId, token } = request.params;
    const response = answers.callback(interactionId, token, payload, files);
    if (request.query['with_response'] === 'true') return response;
    return reply.code(204).send();
  });
}
