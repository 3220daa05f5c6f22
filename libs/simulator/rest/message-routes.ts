import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Engine } from '../engine';
import { DiscordError } from '../errors';
import { messageBody, newMessageBody } from '../messages/message-body';
import { channelPayload } from '../world/payloads';
import { payloadOf } from './body-parsers';
import type { Callers, Route } from './rest';

/** Channels and the messages in them. */
export function messageRoutes(app: FastifyInstance, { world, messages }: Engine, callers: Callers): void {
  app.get<Route>('/channels/:channelId', (request) =>
    channelPayload(world, callers.channel(request).channel),
  );

  app.post<Route>('/channels/:channelId/typing', (request, reply) => {
    callers.channel(request);
    return reply.code(204).send();
  });

  app.get<Route>('/channels/:channelId/messages', (request) => {
    const { channel } = callers.channel(request);
    const { limit = '50', before, after } = request.query;
    const visible = world
      .messagesOf(channel.id)
      .filter(({ readerId }) => readerId === null)
      .map(({ message }) => message)
      .filter(
        ({ id }) =>
          (before === undefined || BigInt(id) < BigInt(before)) &&
          (after === undefined || BigInt(id) > BigInt(after)),
      );
    const count = Math.min(Math.max(Number(limit) || 50, 1), 100);
    return (after === undefined ? visible.slice(-count) : visible.slice(0, count)).reverse();
  });

  app.post<Route>('/channels/:channelId/messages', (request) => {
    const { application, channel } = callers.channel(request);
    const { payload, files } = payloadOf(request.body);
    const body = newMessageBody(payload, files.length);
    const extra = { application_id: application.id };
    return messages.write({ channelId: channel.id, authorId: application.id, body, files, extra }).message;
  });

  app.get<Route>('/channels/:channelId/messages/:messageId', (request) => find(request).message);

  app.patch<Route>('/channels/:channelId/messages/:messageId', (request) => {
    const stored = own(request, RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser);
    const { payload, files } = payloadOf(request.body);
    return messages.edit(stored, messageBody(payload), files).message;
  });

  app.delete<Route>('/channels/:channelId/messages/:messageId', (request, reply) => {
    world.deleteMessage(own(request, RESTJSONErrorCodes.MissingPermissions));
    return reply.code(204).send();
  });

  function find(request: FastifyRequest<Route>) {
    const { channel } = callers.channel(request);
    return messages.find(channel.id, request.params.messageId);
  }

  function own(request: FastifyRequest<Route>, code: number) {
    const stored = find(request);
    if (stored.message.author.id === callers.bot(request).id) return stored;
    const isEdit = code === RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser;
    throw new DiscordError(
      403,
      code,
      isEdit ? 'Cannot edit a message authored by another user' : 'Missing Permissions',
    );
  }
}
