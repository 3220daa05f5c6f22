import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { form, textField } from '../form';
import { emojiPayload, guildPayload } from '../world/payloads';
import type { Callers, Route } from './rest';

const guildChange = z.object({
  name: textField(2, 100).optional(),
  description: z.string().max(300).nullish(),
});

const region = { id: 'simulator', name: 'Simulator', optimal: true, deprecated: false, custom: false };

/** Guilds themselves. */
export function guildRoutes(app: FastifyInstance, { world, guilds }: Engine, callers: Callers): void {
  app.get<Route>('/guilds/:guildId', (request) => {
    const { guild } = callers.guild(request);
    const count = guild.members.length;
    const counts = { approximate_member_count: count, approximate_presence_count: count };
    return { ...guildPayload(world, guild), ...(request.query['with_counts'] === 'true' ? counts : {}) };
  });

  app.patch<Route>('/guilds/:guildId', (request) => {
    const { guild } = callers.guild(request, 'ManageGuild');
    const { name, description } = form(guildChange, request.body);
    guilds.edit(guild, {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    });
    return guildPayload(world, guild);
  });

  app.get<Route>('/guilds/:guildId/preview', (request) => {
    const { guild } = callers.guild(request);
    const { id, name, description, members, emojis } = guild;
    return {
      id,
      name,
      description,
      icon: null,
      splash: null,
      discovery_splash: null,
      features: [],
      emojis: emojis.map((emoji) => emojiPayload(world, emoji)),
      stickers: [],
      approximate_member_count: members.length,
      approximate_presence_count: members.length,
    };
  });

  app.get('/voice/regions', (request) => {
    callers.bot(request);
    return [region];
  });

  app.get<Route>('/guilds/:guildId/regions', (request) => {
    callers.guild(request);
    return [region];
  });
}
