import type { APIMessage } from 'discord-api-types/v10';
import { InteractionContextType, Locale } from 'discord-api-types/v10';

import { unknownChannel, unknownUser } from '../errors';
import { channelPayload, memberPayload, userPayload } from '../world/payloads';
import { permissionsOf } from '../world/permissions';
import type { World } from '../world/world';

export interface InteractionHead {
  id: string;
  token: string;
  type: number;
  applicationId: string;
  userId: string;
  channelId: string;
}

const attachmentSizeLimit = 10 * 1024 * 1024;

/** INTERACTION_CREATE, with the member's and the bot's permissions where it happens. */
export function interactionPayload(
  world: World,
  head: InteractionHead,
  data: object,
  message?: APIMessage,
): object {
  const channel = world.channels.get(head.channelId);
  const user = world.users.get(head.userId);
  if (!channel) throw unknownChannel();
  if (!user) throw unknownUser();
  const guild = channel.guildId === null ? undefined : world.guilds.get(channel.guildId);
  const member = guild && world.memberOf(guild, user.id);
  const bot = guild && world.memberOf(guild, head.applicationId);
  const permissions = guild && member ? permissionsOf(guild, member) : '0';
  return {
    id: head.id,
    application_id: head.applicationId,
    type: head.type,
    token: head.token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: { ...channelPayload(world, channel), permissions },
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: Locale.EnglishUS, features: [] },
          guild_locale: Locale.EnglishUS,
          member: { ...memberPayload(world, member), permissions },
          context: InteractionContextType.Guild,
          authorizing_integration_owners: { 0: guild.id },
        }
      : {
          user: userPayload(user),
          context: InteractionContextType.BotDM,
          authorizing_integration_owners: { 0: '0' },
        }),
    ...(message ? { message } : {}),
    locale: Locale.EnglishUS,
    app_permissions: guild && bot ? permissionsOf(guild, bot) : '0',
    entitlements: [],
    attachment_size_limit: attachmentSizeLimit,
  };
}
