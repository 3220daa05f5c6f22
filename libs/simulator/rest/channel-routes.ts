import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingPermissions, unknownOverwrite, unknownRole } from '../errors';
import { form, permissionsField, snowflakeField, textField } from '../form';
import type { ChannelChange } from '../guilds/channels';
import { channelPayload, guildChannelTypes } from '../world/channel-payload';
import { allows } from '../world/permissions';
import type { Channel } from '../world/state';
import type { Callers, Route } from './rest';

const overwriteShape = z.object({
  id: snowflakeField,
  type: z.enum(OverwriteType),
  allow: permissionsField.nullish().transform((bits) => bits ?? '0'),
  deny: permissionsField.nullish().transform((bits) => bits ?? '0'),
});

const channelChange = z.object({
  name: textField(1, 100).optional(),
  type: z.literal(guildChannelTypes).optional(),
  topic: z.string().max(1_024).nullish(),
  nsfw: z.boolean().nullish(),
  position: z.number().int().min(0).nullish(),
  parent_id: snowflakeField.nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
  permission_overwrites: z.array(overwriteShape).nullish(),
});

export const newChannel = channelChange.extend({ name: textField(1, 100) });

const archiveDuration = z.literal([60, 1_440, 4_320, 10_080]);

const threadChange = z.object({
  name: textField(1, 100).optional(),
  archived: z.boolean().optional(),
  auto_archive_duration: archiveDuration.optional(),
  locked: z.boolean().optional(),
  invitable: z.boolean().optional(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
});

const positions = z.array(
  z.object({
    id: snowflakeField,
    position: z.number().int().min(0).nullish(),
    parent_id: snowflakeField.nullish(),
  }),
);

/** Channels of guilds: making, changing, moving and deleting them, and who may do what in them. */
export function channelRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, channels, threads } = engine;

  app.get<Route>('/channels/:channelId', (request) => {
    const { application, channel } = callers.channel(request);
    return channelPayload(world, channel, application.id);
  });

  app.patch<Route>('/channels/:channelId', (request) => {
    const { application, channel } = callers.guildChannel(request);
    const permissions = world.permissionsIn(channel, application.id);
    if (!channel.thread) {
      if (!allows(permissions, 'ManageChannels')) throw missingPermissions();
      return channelPayload(world, channels.edit(channel, changeOf(form(channelChange, request.body))));
    }
    const isOwner = channel.thread.ownerId === application.id;
    if (!isOwner && !allows(permissions, 'ManageThreads')) throw missingPermissions();
    const wish = form(threadChange, request.body);
    return channelPayload(
      world,
      threads.edit(channel, {
        ...(wish.name === undefined ? {} : { name: wish.name }),
        ...(wish.rate_limit_per_user == null ? {} : { slowmode: wish.rate_limit_per_user }),
        ...(wish.archived === undefined ? {} : { isArchived: wish.archived }),
        ...(wish.locked === undefined ? {} : { isLocked: wish.locked }),
        ...(wish.invitable === undefined ? {} : { isInvitable: wish.invitable }),
        ...(wish.auto_archive_duration === undefined
          ? {}
          : { autoArchiveDuration: wish.auto_archive_duration }),
      }),
      application.id,
    );
  });

  /** Of direct messages only the bot's view is closed: the channel stays. */
  app.delete<Route>('/channels/:channelId', (request) => {
    const { application, channel } = callers.channel(request);
    const payload = channelPayload(world, channel);
    if (channel.type === ChannelType.DM) return payload;
    const needed = channel.thread ? 'ManageThreads' : 'ManageChannels';
    if (!allows(world.permissionsIn(channel, application.id), needed)) throw missingPermissions();
    if (channel.thread) threads.delete(channel);
    else channels.delete(channel);
    return payload;
  });

  app.post<Route>('/channels/:channelId/typing', (request, reply) => {
    const { application, channel } = callers.channel(request, 'SendMessages');
    world.emit('typed', channel, application.id);
    return reply.code(204).send();
  });

  app.put<Route>('/channels/:channelId/permissions/:overwriteId', (request, reply) => {
    const { channel, guild } = callers.guildChannel(request, 'ManageRoles');
    const { overwriteId: id } = request.params;
    const wish = form(overwriteShape.omit({ id: true }), request.body);
    const isKnown = wish.type === OverwriteType.Member || guild.roles.some((role) => role.id === id);
    if (!isKnown) throw unknownRole();
    channels.setOverwrite(channel, { ...wish, id });
    return reply.code(204).send();
  });

  app.delete<Route>('/channels/:channelId/permissions/:overwriteId', (request, reply) => {
    const { channel } = callers.guildChannel(request, 'ManageRoles');
    const { overwriteId } = request.params;
    if (!channel.overwrites.some(({ id }) => id === overwriteId)) throw unknownOverwrite();
    channels.removeOverwrite(channel, overwriteId);
    return reply.code(204).send();
  });

  app.get<Route>('/guilds/:guildId/channels', (request) =>
    world.channelsOf(callers.guild(request).guild.id).map((channel) => channelPayload(world, channel)),
  );

  app.post<Route>('/guilds/:guildId/channels', (request, reply) => {
    const { guild } = callers.guild(request, 'ManageChannels');
    const wish = form(newChannel, request.body);
    const channel = channels.create(guild, { name: wish.name, ...changeOf(wish) });
    return reply.code(201).send(channelPayload(world, channel));
  });

  app.patch<Route>('/guilds/:guildId/channels', (request, reply) => {
    const { guild } = callers.guild(request, 'ManageChannels');
    for (const { id, position, parent_id: parentId } of form(positions, request.body)) {
      const channel = world.channelsOf(guild.id).find((known) => known.id === id);
      if (!channel) continue;
      channels.edit(channel, {
        ...(position == null ? {} : { position }),
        ...(parentId === undefined ? {} : { parentId }),
      });
    }
    return reply.code(204).send();
  });
}

type ChannelWish = z.infer<typeof channelChange>;

/** Discord writes the names of text channels small, with dashes for spaces. */
function nameOf({ name, type = ChannelType.GuildText }: ChannelWish): Pick<Channel, 'name'> | object {
  if (name === undefined) return {};
  const isPlain = type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
  return { name: isPlain ? name.toLowerCase().replace(/\s+/g, '-') : name };
}

const changeOf = (wish: ChannelWish): ChannelChange => ({
  ...nameOf(wish),
  ...(wish.type === undefined ? {} : { type: wish.type }),
  ...(wish.topic === undefined ? {} : { topic: wish.topic }),
  ...(wish.nsfw == null ? {} : { nsfw: wish.nsfw }),
  ...(wish.position == null ? {} : { position: wish.position }),
  ...(wish.parent_id === undefined ? {} : { parentId: wish.parent_id }),
  ...(wish.rate_limit_per_user == null ? {} : { slowmode: wish.rate_limit_per_user }),
  ...(wish.permission_overwrites == null ? {} : { overwrites: wish.permission_overwrites }),
});
