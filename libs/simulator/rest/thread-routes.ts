import { ChannelType, MessageFlags, MessageType, RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingPermissions, refused, unknownChannel, unknownMember } from '../errors';
import { form, textField } from '../form';
import { newMessageBody } from '../messages/message-body';
import { channelPayload, threadMemberPayload } from '../world/channel-payload';
import { memberPayload } from '../world/payloads';
import { allows } from '../world/permissions';
import type { Channel } from '../world/state';
import { payloadOf } from './body-parsers';
import type { Callers, Route } from './rest';

const threadWish = z.object({
  name: textField(1, 100),
  auto_archive_duration: z.literal([60, 1_440, 4_320, 10_080]).nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
});

const bareThread = threadWish.extend({
  type: z
    .literal([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread])
    .default(ChannelType.PrivateThread),
  invitable: z.boolean().nullish(),
});

/** A post of a forum is a thread with its first message. */
const forumPost = threadWish.extend({ message: z.unknown() });

/** Threads: beginning them, joining and leaving them, and finding them again. */
export function threadRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, messages, threads } = engine;

  app.post<Route>('/channels/:channelId/messages/:messageId/threads', (request, reply) => {
    const { application, channel } = callers.guildChannel(request, 'CreatePublicThreads');
    const stored = messages.find(channel.id, request.params.messageId);
    const wish = form(threadWish, request.body);
    if (world.channels.has(stored.message.id)) {
      const code = RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage;
      throw refused(code, 'A thread has already been created for this message');
    }
    const isNews = channel.type === ChannelType.GuildAnnouncement;
    const thread = threads.create({
      ...wishOf(wish),
      parent: channel,
      ownerId: application.id,
      type: isNews ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
      messageId: stored.message.id,
    });
    stored.message.flags = (stored.message.flags ?? 0) | MessageFlags.HasThread;
    world.editedMessage(stored);
    return reply.code(201).send(channelPayload(world, thread, application.id));
  });

  app.post<Route>('/channels/:channelId/threads', (request, reply) => {
    const { application, channel } = callers.guildChannel(request);
    if (channel.type === ChannelType.GuildForum) return reply.code(201).send(post(request, channel));
    if (![ChannelType.GuildText, ChannelType.GuildAnnouncement].includes(channel.type)) {
      const code = RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType;
      throw refused(code, 'Cannot execute action on this channel type');
    }
    const wish = form(bareThread, request.body);
    const isPrivate = wish.type === ChannelType.PrivateThread;
    const needed = isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads';
    if (!allows(world.permissionsIn(channel, application.id), needed)) throw missingPermissions();
    const thread = threads.create({
      ...wishOf(wish),
      parent: channel,
      ownerId: application.id,
      type: wish.type,
      isInvitable: wish.invitable ?? true,
    });
    if (!isPrivate) {
      messages.write({
        channelId: channel.id,
        authorId: application.id,
        body: { content: thread.name },
        extra: { type: MessageType.ThreadCreated, message_reference: { channel_id: thread.id, type: 0 } },
      });
    }
    return reply.code(201).send(channelPayload(world, thread, application.id));
  });

  app.get<Route>('/guilds/:guildId/threads/active', (request) => {
    const { application, guild } = callers.guild(request);
    return listing(
      world.threadsOf(guild.id).filter(({ thread }) => !thread?.isArchived),
      application.id,
    );
  });

  const archived = {
    '/channels/:channelId/threads/archived/public': (thread: Channel) =>
      thread.type !== ChannelType.PrivateThread,
    '/channels/:channelId/threads/archived/private': (thread: Channel) =>
      thread.type === ChannelType.PrivateThread,
    '/channels/:channelId/users/@me/threads/archived/private': (thread: Channel, readerId: string) =>
      thread.type === ChannelType.PrivateThread &&
      thread.thread?.members.some(({ userId }) => userId === readerId) === true,
  };
  for (const [path, fits] of Object.entries(archived)) {
    app.get<Route>(path, (request) => {
      const { application, channel, guild } = callers.guildChannel(request, 'ReadMessageHistory');
      const found = world
        .threadsOf(guild.id)
        .filter((one) => one.parentId === channel.id && one.thread?.isArchived && fits(one, application.id));
      return { ...listing(found, application.id), has_more: false };
    });
  }

  app.get<Route>('/channels/:channelId/thread-members', (request) => {
    const { channel, thread } = within(request);
    return thread.members.map((member) => threadMemberPayload(channel, member));
  });

  app.get<Route>('/channels/:channelId/thread-members/:userId', (request) => {
    const { application, channel, guild, thread } = within(request);
    const wanted = request.params.userId === '@me' ? application.id : request.params.userId;
    const member = thread.members.find(({ userId }) => userId === wanted);
    if (!member) throw unknownMember();
    const known = world.memberOf(guild, wanted);
    const isWhole = request.query['with_member'] === 'true' && known;
    return {
      ...threadMemberPayload(channel, member),
      ...(isWhole ? { member: memberPayload(world, known) } : {}),
    };
  });

  app.put<Route>('/channels/:channelId/thread-members/:userId', (request, reply) => {
    const { application, channel, guild } = within(request, 'open');
    const wanted = request.params.userId === '@me' ? application.id : request.params.userId;
    if (!world.memberOf(guild, wanted)) throw unknownMember();
    threads.join(channel, wanted);
    return reply.code(204).send();
  });

  app.delete<Route>('/channels/:channelId/thread-members/:userId', (request, reply) => {
    const { application, channel, thread } = within(request, 'open');
    const isSelf = request.params.userId === '@me';
    const mayRemove =
      isSelf ||
      (channel.type === ChannelType.PrivateThread && thread.ownerId === application.id) ||
      allows(world.permissionsIn(channel, application.id), 'ManageThreads');
    if (!mayRemove) throw missingPermissions();
    threads.leave(channel, isSelf ? application.id : request.params.userId);
    return reply.code(204).send();
  });

  function post(request: FastifyRequest<Route>, forum: Channel) {
    const { application } = callers.guildChannel(request, 'SendMessages');
    const { payload, files } = payloadOf(request.body);
    const wish = form(forumPost, payload);
    const body = newMessageBody(wish.message, files.length);
    const thread = threads.create({
      ...wishOf(wish),
      parent: forum,
      ownerId: application.id,
      type: ChannelType.PublicThread,
    });
    const extra = { id: thread.id, application_id: application.id };
    const { message } = messages.write({
      channelId: thread.id,
      authorId: application.id,
      body,
      files,
      extra,
    });
    return { ...channelPayload(world, thread, application.id), message };
  }

  function within(request: FastifyRequest<Route>, state: 'any' | 'open' = 'any') {
    const { application, channel, guild } = callers.guildChannel(request);
    const { thread } = channel;
    if (!thread) throw unknownChannel();
    if (state === 'open' && thread.isArchived) {
      throw refused(RESTJSONErrorCodes.InvalidActionOnArchivedThread, 'Thread is archived');
    }
    return { application, channel, guild, thread };
  }

  function listing(found: readonly Channel[], readerId: string) {
    const visible = found.filter((channel) => world.mayRead(channel, readerId));
    return {
      threads: visible.map((channel) => channelPayload(world, channel, readerId)),
      members: visible.flatMap((channel) =>
        (channel.thread?.members ?? [])
          .filter(({ userId }) => userId === readerId)
          .map((member) => threadMemberPayload(channel, member)),
      ),
    };
  }
}

const wishOf = (wish: z.infer<typeof threadWish>) => ({
  name: wish.name,
  autoArchiveDuration: wish.auto_archive_duration ?? undefined,
  slowmode: wish.rate_limit_per_user ?? undefined,
});
