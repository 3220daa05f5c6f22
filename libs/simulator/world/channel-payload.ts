import type {
  APIChannel,
  APIDMChannel,
  APIThreadChannel,
  APIThreadMember,
  GatewayChannelCreateDispatchData,
  ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import { ChannelType } from 'discord-api-types/v10';

import { userPayload } from './payloads';
import type { Channel, Thread } from './state';
import type { World } from './world';

const threadTypes = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

const archiveDurations: readonly ThreadAutoArchiveDuration[] = [60, 1_440, 4_320, 10_080];

/** What can be made in a guild. */
export const guildChannelTypes = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildCategory,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
] as const;

/** Where one can write, besides threads. */
export const isTextBased = (type: ChannelType): boolean =>
  type !== ChannelType.GuildCategory && type !== ChannelType.GuildForum;

/** `readerId` is who asks: a thread says how they belong to it. */
export function channelPayload(world: World, channel: Channel, readerId?: string): APIChannel {
  const { guildId, thread } = channel;
  if (guildId === null) return directPayload(world, channel);
  if (thread) return threadPayload(world, channel, thread, readerId);
  return guildChannelPayload(world, channel, guildId);
}

/** A channel of a guild that is no thread. */
export function guildChannelPayload(
  world: World,
  channel: Channel,
  guildId: string,
): GatewayChannelCreateDispatchData {
  const { id, type, name, position, topic, nsfw, parentId, overwrites } = channel;
  const place = {
    id,
    guild_id: guildId,
    name,
    position,
    parent_id: parentId,
    permission_overwrites: overwrites,
    nsfw,
  };
  const text = () => ({ topic, ...place, ...written(world, channel) });
  const voice = () => ({
    bitrate: 64_000,
    user_limit: 0,
    rtc_region: null,
    ...place,
    ...written(world, channel),
  });
  switch (type) {
    case ChannelType.GuildVoice:
      return { type, ...voice() };
    case ChannelType.GuildStageVoice:
      return { type, ...voice() };
    case ChannelType.GuildCategory:
      return { ...place, parent_id: null, type };
    case ChannelType.GuildAnnouncement:
      return { type, ...text() };
    case ChannelType.GuildForum:
      return {
        type,
        available_tags: [],
        default_reaction_emoji: null,
        default_sort_order: null,
        default_forum_layout: 0,
        ...text(),
      };
    default:
      return { type: ChannelType.GuildText, ...text() };
  }
}

function directPayload(world: World, channel: Channel): APIDMChannel {
  const people = channel.recipientIds
    .flatMap((id) => world.users.get(id) ?? [])
    .filter(({ bot }) => !bot)
    .map(userPayload);
  const last_message_id = world.messagesOf(channel.id).at(-1)?.message.id ?? null;
  return { id: channel.id, type: ChannelType.DM, name: null, last_message_id, recipients: people };
}

export function threadPayload(
  world: World,
  channel: Channel,
  thread: Thread,
  readerId?: string,
): APIThreadChannel {
  const { id, guildId, name, parentId } = channel;
  const count = world.messagesOf(id).length;
  const own = thread.members.find(({ userId }) => userId === readerId);
  return {
    id,
    type: threadTypes.find((known) => known === channel.type) ?? ChannelType.PublicThread,
    name,
    ...(guildId === null ? {} : { guild_id: guildId }),
    ...(parentId === null ? {} : { parent_id: parentId }),
    ...written(world, channel),
    owner_id: thread.ownerId,
    message_count: count,
    total_message_sent: count,
    member_count: thread.members.length,
    thread_metadata: {
      archived: thread.isArchived,
      auto_archive_duration: archiveDurations.find((known) => known === thread.autoArchiveDuration) ?? 4_320,
      archive_timestamp: thread.archivedAt,
      locked: thread.isLocked,
      invitable: thread.isInvitable,
      create_timestamp: thread.createdAt,
    },
    ...(own ? { member: threadMemberPayload(channel, own) } : {}),
  };
}

const noFlags: number = 0;

export const threadMemberPayload = (
  { id }: Channel,
  { userId, joinedAt }: { userId: string; joinedAt: string },
): APIThreadMember => ({
  id,
  user_id: userId,
  join_timestamp: joinedAt,
  flags: noFlags,
});

function written(world: World, { id, slowmode }: Channel) {
  return {
    rate_limit_per_user: slowmode,
    last_message_id: world.messagesOf(id).at(-1)?.message.id ?? null,
    last_pin_timestamp: world.pinsOf(id).at(-1)?.message.timestamp ?? null,
  };
}
