import type { APIExtendedInvite } from 'discord-api-types/v10';
import { InviteType } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingPermissions, unknownInvite } from '../errors';
import { form } from '../form';
import { guildPayload, userPayload } from '../world/payloads';
import { allows } from '../world/permissions';
import type { Invite } from '../world/state';
import { secret } from '../world/tokens';
import type { Callers, Route } from './rest';

const inviteWish = z.object({
  max_age: z.number().int().min(0).max(604_800).default(86_400),
  max_uses: z.number().int().min(0).max(100).default(0),
  temporary: z.boolean().default(false),
  unique: z.boolean().default(false),
});

/** Invitations into guilds. People follow them through the control API. */
export function inviteRoutes(app: FastifyInstance, { world }: Engine, callers: Callers): void {
  app.post<Route>('/channels/:channelId/invites', (request) => {
    const { application, channel, guild } = callers.guildChannel(request, 'CreateInstantInvite');
    const wish = form(inviteWish, request.body);
    const similar = [...world.invites.values()].find(
      (invite) =>
        invite.channelId === channel.id &&
        invite.inviterId === application.id &&
        invite.maxAge === wish.max_age &&
        invite.maxUses === wish.max_uses,
    );
    if (similar && !wish.unique) return payload(similar);
    const invite: Invite = {
      code: secret(6),
      guildId: guild.id,
      channelId: channel.id,
      inviterId: application.id,
      maxAge: wish.max_age,
      maxUses: wish.max_uses,
      uses: 0,
      temporary: wish.temporary,
      createdAt: world.clock.timestamp(),
    };
    world.invites.set(invite.code, invite);
    world.touch();
    world.emit('inviteCreated', invite);
    return payload(invite);
  });

  app.get<Route>('/channels/:channelId/invites', (request) => {
    const { channel } = callers.guildChannel(request, 'ManageChannels');
    return living()
      .filter(({ channelId }) => channelId === channel.id)
      .map(payload);
  });

  app.get<Route>('/guilds/:guildId/invites', (request) => {
    const { guild } = callers.guild(request, 'ManageGuild');
    return living()
      .filter(({ guildId }) => guildId === guild.id)
      .map(payload);
  });

  app.get<Route>('/invites/:code', (request) => {
    const invite = find(request.params.code);
    const { type, code, guild, channel, inviter, expires_at } = payload(invite);
    const count = world.guilds.get(invite.guildId)?.members.length ?? 0;
    const isCounted = request.query['with_counts'] === 'true';
    return {
      type,
      code,
      guild,
      channel,
      expires_at,
      ...(inviter ? { inviter } : {}),
      ...(isCounted ? { approximate_member_count: count, approximate_presence_count: count } : {}),
    };
  });

  app.delete<Route>('/invites/:code', (request) => {
    const application = callers.bot(request);
    const invite = find(request.params.code);
    const channel = world.channels.get(invite.channelId);
    const mayDelete = channel && allows(world.permissionsIn(channel, application.id), 'ManageChannels');
    if (!mayDelete) throw missingPermissions();
    const answer = payload(invite);
    world.invites.delete(invite.code);
    world.touch();
    world.emit('inviteDeleted', invite);
    return answer;
  });

  function living(): Invite[] {
    const now = world.clock.now();
    return [...world.invites.values()].filter(
      ({ maxAge, createdAt }) => maxAge === 0 || Date.parse(createdAt) + maxAge * 1_000 > now,
    );
  }

  function find(code: string): Invite {
    const invite = living().find((known) => known.code === code);
    if (!invite) throw unknownInvite();
    return invite;
  }

  function payload(invite: Invite): APIExtendedInvite {
    const guild = world.guilds.get(invite.guildId);
    const channel = world.channels.get(invite.channelId);
    const inviter = world.users.get(invite.inviterId);
    if (!guild || !channel) throw unknownInvite();
    const { id, name, description, icon, splash, banner, verification_level, features, nsfw_level } =
      guildPayload(world, guild);
    const expiresAt = Date.parse(invite.createdAt) + invite.maxAge * 1_000;
    return {
      type: InviteType.Guild,
      code: invite.code,
      guild: {
        id,
        name,
        description,
        icon,
        splash,
        banner,
        verification_level,
        features,
        nsfw_level,
        vanity_url_code: null,
        premium_subscription_count: 0,
      },
      channel: { id: channel.id, name: channel.name, type: channel.type },
      ...(inviter ? { inviter: userPayload(inviter) } : {}),
      uses: invite.uses,
      max_uses: invite.maxUses,
      max_age: invite.maxAge,
      temporary: invite.temporary,
      created_at: invite.createdAt,
      expires_at: invite.maxAge === 0 ? null : new Date(expiresAt).toISOString(),
    };
  }
}
