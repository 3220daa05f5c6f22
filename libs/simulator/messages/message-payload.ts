import type { APIMessage, APIReaction } from 'discord-api-types/v10';

import { channelPayload } from '../world/channel-payload';
import type { StoredMessage } from '../world/state';
import type { World } from '../world/world';

/** A message with what others added to it, as this reader sees it. */
export function messagePayload(world: World, stored: StoredMessage, readerId: string): APIMessage {
  const thread = world.channels.get(stored.message.id);
  return {
    ...stored.message,
    ...(stored.reactions.length > 0 ? { reactions: reactionsOf(stored, readerId) } : {}),
    ...(thread ? { thread: channelPayload(world, thread) } : {}),
  };
}

/** Without MessageContent a bot reads only its own messages, direct messages, and those that mention it. */
export function withoutContent(message: APIMessage, isReadable: boolean): APIMessage {
  return isReadable ? message : { ...message, content: '', embeds: [], attachments: [], components: [] };
}

export const concerns = (message: APIMessage, botId: string): boolean =>
  message.author.id === botId ||
  message.application_id === botId ||
  message.mentions.some(({ id }) => id === botId);

const reactionsOf = ({ reactions }: StoredMessage, readerId: string): APIReaction[] =>
  reactions.map(({ emoji, userIds }) => ({
    emoji,
    count: userIds.length,
    count_details: { burst: 0, normal: userIds.length },
    me: userIds.includes(readerId),
    me_burst: false,
    burst_colors: [],
  }));
