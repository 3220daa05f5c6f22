import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingPermissions, unknownEmoji } from '../errors';
import { form, snowflakeField } from '../form';
import { emojiPayload } from '../world/payloads';
import { allows } from '../world/permissions';
import type { Emoji } from '../world/state';
import type { Callers, Route } from './rest';

const emojiName = z.string().regex(/^\w{2,32}$/);
const roles = z.array(snowflakeField).nullish();
const picture = z.string().regex(/^data:image\/(png|jpeg|gif|webp);base64,/);

const newEmoji = z.object({ name: emojiName, image: picture, roles });
const emojiChange = z.object({ name: emojiName.optional(), roles });

/** A guild's own emojis. Their pictures are looked at, and not kept. */
export function emojiRoutes(app: FastifyInstance, { world, guilds }: Engine, callers: Callers): void {
  const list = '/guilds/:guildId/emojis';
  const one = `${list}/:emojiId`;

  app.get<Route>(list, (request) =>
    callers.guild(request).guild.emojis.map((emoji) => emojiPayload(world, emoji)),
  );

  app.get<Route>(one, (request) => {
    const { guild } = callers.guild(request);
    const emoji = guild.emojis.find(({ id }) => id === request.params.emojiId);
    if (!emoji) throw unknownEmoji();
    return emojiPayload(world, emoji);
  });

  app.post<Route>(list, (request, reply) => {
    const { guild, application } = callers.guild(request, 'CreateGuildExpressions');
    const wish = form(newEmoji, request.body);
    const emoji: Emoji = {
      id: world.newId(),
      name: wish.name,
      roleIds: wish.roles ?? [],
      creatorId: application.id,
      animated: wish.image.startsWith('data:image/gif'),
    };
    guilds.setEmojis(guild, [...guild.emojis, emoji]);
    return reply.code(201).send(emojiPayload(world, emoji));
  });

  app.patch<Route>(one, (request) => {
    const { guild, emoji } = changeable(request);
    const { name = emoji.name, roles: roleIds } = form(emojiChange, request.body);
    const changed = { ...emoji, name, ...(roleIds == null ? {} : { roleIds }) };
    guilds.setEmojis(
      guild,
      guild.emojis.map((other) => (other === emoji ? changed : other)),
    );
    return emojiPayload(world, changed);
  });

  app.delete<Route>(one, (request, reply) => {
    const { guild, emoji } = changeable(request);
    guilds.setEmojis(
      guild,
      guild.emojis.filter((other) => other !== emoji),
    );
    return reply.code(204).send();
  });

  /** One's own, or any with the permission to manage them. */
  function changeable(request: FastifyRequest<Route>) {
    const { guild, application } = callers.guild(request);
    const emoji = guild.emojis.find(({ id }) => id === request.params.emojiId);
    if (!emoji) throw unknownEmoji();
    const permissions = world.permissionsInGuild(guild, application.id);
    const isOwn = emoji.creatorId === application.id && allows(permissions, 'CreateGuildExpressions');
    if (!isOwn && !allows(permissions, 'ManageGuildExpressions')) throw missingPermissions();
    return { guild, emoji };
  }
}
