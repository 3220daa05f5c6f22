import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import { payloadOf } from './body-parsers';
import type { Route } from './rest';

/** The callback of an interaction and the webhook behind it. The token in the path is all the authorisation there is. */
export function interactionRoutes(app: FastifyInstance, { answers }: Engine): void {
  app.post<Route>('/interactions/:interactionId/:token/callback', (request, reply) => {
    const { payload, files } = payloadOf(request.body);
    const { interactionId, token } = request.params;
    const response = answers.callback(interactionId, token, payload, files);
    if (request.query['with_response'] === 'true') return response;
    return reply.code(204).send();
  });

  app.post<Route>('/webhooks/:applicationId/:token', (request) => {
    const { payload, files } = payloadOf(request.body);
    return answers.followUp(request.params.applicationId, request.params.token, payload, files);
  });

  const message = '/webhooks/:applicationId/:token/messages/:messageId';

  app.get<Route>(message, ({ params }) => answers.get(params.applicationId, params.token, params.messageId));

  app.patch<Route>(message, (request) => {
    const { payload, files } = payloadOf(request.body);
    const { applicationId, token, messageId } = request.params;
    return answers.edit(applicationId, token, messageId, payload, files);
  });

  app.delete<Route>(message, ({ params }, reply) => {
    answers.delete(params.applicationId, params.token, params.messageId);
    return reply.code(204).send();
  });
}
