import type { APIMessage } from 'discord-api-types/v10';
import { InteractionContextType, Locale } from 'discord-api-types/v10';

import { unknownChannel, unknownUser } from '../errors';
import { channelPayload } from '../world/channel-payload';
import { memberPayload, userPayload } from '../world/payloads';
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
  const guild = world.guildOf(channel);
  const member = guild && world.memberOf(guild, user.id);
  const permissions = String(world.permissionsIn(channel, user.id));
  return {
    id: head.id,
    application_id: head.applicationId,
    type: head.type,
    token: head.token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: { permissions, ...channelPayload(world, channel) },
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: Locale.EnglishUS, features: [] },
          guild_locale: Locale.EnglishUS,
          member: { permissions, ...memberPayload(world, member) },
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
    app_permissions: String(world.permissionsIn(channel, head.applicationId)),
    entitlements: [],
    attachment_size_limit: attachmentSizeLimit,
  };
}
