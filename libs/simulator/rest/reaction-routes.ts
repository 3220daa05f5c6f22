import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Engine } from '../engine';
import { missingPermissions, refused, unknownEmoji } from '../errors';
import { userPayload } from '../world/payloads';
import { allows } from '../world/permissions';
import type { ReactionEmoji } from '../world/state';
import { paged } from './paging';
import type { Callers, Route } from './rest';

const kindsAllowed = 20;

/** The emojis that people and bots put under messages. */
export function reactionRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, messages, reactions } = engine;
  const all = '/channels/:channelId/messages/:messageId/reactions';
  const ofEmoji = `${all}/:emoji`;

  app.put<Route>(`${ofEmoji}/@me`, (request, reply) => {
    const { application, channel, stored } = found(request);
    const emoji = emojiOf(request);
    const isNew = reactions.of(stored, emoji).length === 0;
    const permissions = world.permissionsIn(channel, application.id);
    if (!allows(permissions, 'ReadMessageHistory')) throw missingPermissions();
    if (isNew && !allows(permissions, 'AddReactions')) throw missingPermissions();
    if (isNew && stored.reactions.length >= kindsAllowed) {
      const code = RESTJSONErrorCodes.MaximumNumberOfReactionsReached;
      throw refused(code, `Maximum number of reactions reached (${kindsAllowed})`);
    }
    reactions.add(stored, emoji, application.id);
    return reply.code(204).send();
  });

  app.delete<Route>(`${ofEmoji}/@me`, (request, reply) => {
    const { application, stored } = found(request);
    reactions.remove(stored, emojiOf(request), application.id);
    return reply.code(204).send();
  });

  app.delete<Route>(`${ofEmoji}/:userId`, (request, reply) => {
    const { stored } = managed(request);
    reactions.remove(stored, emojiOf(request), request.params.userId);
    return reply.code(204).send();
  });

  app.get<Route>(ofEmoji, (request) => {
    const { stored } = found(request);
    const users = reactions.of(stored, emojiOf(request)).flatMap((id) => world.users.get(id) ?? []);
    return paged(users, request.query, { usual: 25, most: 100 }).map(userPayload);
  });

  app.delete<Route>(all, (request, reply) => {
    reactions.clear(managed(request).stored, null);
    return reply.code(204).send();
  });

  app.delete<Route>(ofEmoji, (request, reply) => {
    reactions.clear(managed(request).stored, emojiOf(request));
    return reply.code(204).send();
  });

  function found(request: FastifyRequest<Route>) {
    const { application, channel } = callers.channel(request);
    return { application, channel, stored: messages.find(channel.id, request.params.messageId) };
  }

  function managed(request: FastifyRequest<Route>) {
    const { channel } = callers.channel(request, 'ManageMessages');
    return { stored: messages.find(channel.id, request.params.messageId) };
  }

  /** `name:id` names an emoji of a guild that the bot is in, anything without letters one of Unicode. */
  function emojiOf(request: FastifyRequest<Route>): ReactionEmoji {
    const { application } = callers.channel(request);
    const [, name, id] = /^(?:a:)?(\w+):(\d+)$/.exec(request.params.emoji) ?? [];
    if (name === undefined || id === undefined) {
      if (/[\p{L}:]/u.test(request.params.emoji)) throw unknownEmoji();
      return { id: null, name: request.params.emoji };
    }
    const known = world.guildsOf(application.id).flatMap(({ emojis }) => emojis);
    const emoji = known.find((one) => one.id === id);
    if (!emoji) throw unknownEmoji();
    return { id, name: emoji.name };
  }
}
