import { ChannelType, MessageFlags, MessageType, RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { DiscordError, missingPermissions, refused } from '../errors';
import { countField, form, snowflakeField } from '../form';
import { messageBody, newMessageBody } from '../messages/message-body';
import { concerns, messagePayload, withoutContent } from '../messages/message-payload';
import { isTextBased } from '../world/channel-payload';
import { allows } from '../world/permissions';
import type { Application, Channel, StoredMessage } from '../world/state';
import { payloadOf } from './body-parsers';
import { paged } from './paging';
import type { Callers, Route } from './rest';

const bulkDelete = z.object({ messages: z.array(snowflakeField) });
const pinsQuery = z.object({ limit: countField(1, 50).default(50), before: z.string().optional() });

const oldestForBulkDelete = 14 * 24 * 60 * 60_000;
const pinsAllowed = 250;

/** The messages of channels: reading, writing, editing, deleting and pinning them. */
export function messageRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, messages, threads } = engine;
  const list = '/channels/:channelId/messages';
  const one = `${list}/:messageId`;

  app.get<Route>(list, (request) => {
    const { application, channel } = callers.channel(request);
    if (!allows(world.permissionsIn(channel, application.id), 'ReadMessageHistory')) return [];
    const visible = world
      .messagesOf(channel.id)
      .filter(({ readerId }) => readerId === null)
      .map((stored) => ({ id: stored.message.id, stored }));
    const page = paged(visible, request.query, { usual: 50, most: 100, from: 'newest' });
    return page.map(({ stored }) => seenBy(application, channel, stored)).reverse();
  });

  app.post<Route>(list, (request) => {
    const { application, channel } = writable(request);
    const { payload, files } = payloadOf(request.body);
    const permissions = world.permissionsIn(channel, application.id);
    if (files.length > 0 && !allows(permissions, 'AttachFiles')) throw missingPermissions();
    const body = newMessageBody(payload, files.length);
    const extra = { application_id: application.id };
    const stored = messages.write({
      channelId: channel.id,
      authorId: application.id,
      body,
      files,
      extra,
      mayPingEveryone: allows(permissions, 'MentionEveryone'),
    });
    if (channel.thread) threads.join(channel, application.id);
    return messagePayload(world, stored, application.id);
  });

  app.get<Route>(one, (request) => {
    const { application, channel, stored } = found(request);
    return seenBy(application, channel, stored);
  });

  app.patch<Route>(one, (request) => {
    const { application, stored } = found(request);
    const { payload, files } = payloadOf(request.body);
    const body = messageBody(payload);
    const isOwn = stored.message.author.id === application.id;
    if (!isOwn) {
      const code = RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser;
      throw new DiscordError(403, code, 'Cannot edit a message authored by another user');
    }
    return messagePayload(world, messages.edit(stored, body, files), application.id);
  });

  app.delete<Route>(one, (request, reply) => {
    const { application, channel, stored } = found(request);
    const isOwn = stored.message.author.id === application.id;
    if (!isOwn && !allows(world.permissionsIn(channel, application.id), 'ManageMessages'))
      throw missingPermissions();
    world.deleteMessage(stored);
    return reply.code(204).send();
  });

  app.post<Route>(`${list}/bulk-delete`, (request, reply) => {
    const { channel } = callers.guildChannel(request, 'ManageMessages');
    const ids = form(bulkDelete, request.body).messages;
    if (ids.length < 2 || ids.length > 100) {
      const code = RESTJSONErrorCodes.ProvidedTooFewOrTooManyMessagesToDelete;
      throw refused(
        code,
        'Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete',
      );
    }
    const several = ids.flatMap((id) => world.message(channel.id, id) ?? []);
    const horizon = world.clock.wall() - oldestForBulkDelete;
    if (several.some(({ message }) => Date.parse(message.timestamp) < horizon)) {
      const code = RESTJSONErrorCodes.OneOfTheMessagesProvidedWasTooOldForBulkDelete;
      throw refused(code, 'You can only bulk delete messages that are under 14 days old.');
    }
    world.deleteMessages(channel, several);
    return reply.code(204).send();
  });

  app.post<Route>(`${one}/crosspost`, (request) => {
    const { application, channel, stored } = found(request);
    if (channel.type !== ChannelType.GuildAnnouncement) {
      const code = RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType;
      throw refused(code, 'Cannot execute action on this channel type');
    }
    stored.message.flags = (stored.message.flags ?? 0) | MessageFlags.Crossposted;
    world.editedMessage(stored);
    return messagePayload(world, stored, application.id);
  });

  app.get<Route>('/channels/:channelId/pins', (request) => {
    const { application, channel } = callers.channel(request);
    return world
      .pinsOf(channel.id)
      .toReversed()
      .map((stored) => seenBy(application, channel, stored));
  });

  app.get<Route>(`${list}/pins`, (request) => {
    const { application, channel } = callers.channel(request);
    const { limit, before } = form(pinsQuery, request.query);
    const within = world
      .pinsOf(channel.id)
      .toReversed()
      .filter(({ message }) => before === undefined || message.timestamp < before);
    return {
      items: within.slice(0, limit).map((stored) => ({
        pinned_at: stored.message.timestamp,
        message: seenBy(application, channel, stored),
      })),
      has_more: within.length > limit,
    };
  });

  for (const path of ['/channels/:channelId/pins/:messageId', `${list}/pins/:messageId`]) {
    app.put<Route>(path, (request, reply) => {
      const { application, channel, stored } = pinnable(request);
      if (stored.message.pinned) return reply.code(204).send();
      if (world.pinsOf(channel.id).length >= pinsAllowed) {
        const code = RESTJSONErrorCodes.MaximumNumberOfPinsReachedForTheChannel;
        throw refused(code, `Maximum number of pins reached for the channel (${pinsAllowed})`);
      }
      world.setPinned(channel, stored, true);
      messages.write({
        channelId: channel.id,
        authorId: application.id,
        body: {},
        extra: {
          type: MessageType.ChannelPinnedMessage,
          message_reference: { message_id: stored.message.id, channel_id: channel.id, type: 0 },
        },
      });
      return reply.code(204).send();
    });

    app.delete<Route>(path, (request, reply) => {
      const { channel, stored } = pinnable(request);
      world.setPinned(channel, stored, false);
      return reply.code(204).send();
    });
  }

  function pinnable(request: FastifyRequest<Route>) {
    const { application, channel, stored } = found(request);
    const permissions = world.permissionsIn(channel, application.id);
    const mayPin = allows(permissions, 'PinMessages') || allows(permissions, 'ManageMessages');
    if (channel.guildId !== null && !mayPin) throw missingPermissions();
    return { application, channel, stored };
  }

  function found(request: FastifyRequest<Route>) {
    const { application, channel } = callers.channel(request);
    return { application, channel, stored: messages.find(channel.id, request.params.messageId) };
  }

  /** A channel that the bot may write in; writing in an archived thread opens it again. */
  function writable(request: FastifyRequest<Route>) {
    const { application, channel } = callers.channel(request);
    if (!isTextBased(channel.type)) {
      const code = RESTJSONErrorCodes.CannotSendMessagesInNonTextChannel;
      throw refused(code, 'Cannot send messages in a non-text channel');
    }
    const needed = channel.thread ? 'SendMessagesInThreads' : 'SendMessages';
    const permissions = world.permissionsIn(channel, application.id);
    if (!allows(permissions, needed)) throw missingPermissions();
    if (channel.thread?.isLocked && !allows(permissions, 'ManageThreads')) {
      throw refused(RESTJSONErrorCodes.ThreadLocked, 'Thread is locked');
    }
    if (channel.thread?.isArchived) threads.edit(channel, { isArchived: false });
    return { application, channel };
  }

  function seenBy(application: Application, channel: Channel, stored: StoredMessage) {
    const isReadable =
      channel.guildId === null ||
      application.privilegedIntents.messageContent ||
      concerns(stored.message, application.id);
    return withoutContent(messagePayload(world, stored, application.id), isReadable);
  }
}
