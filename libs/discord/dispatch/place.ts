import type { OutMessage } from '@cube/commands/steps/stage';
import { Invalid } from '@cube/platform/errors';
import type { Client, Guild, GuildMember } from 'discord.js';

import { ReadyMessage } from '../discord-messages';
import { sentOnce } from '../sent-once';

/** Sends a message to a channel of the same guild: what is elsewhere is none of a command's business. */
export async function sendTo(
  client: Client,
  guildId: string | null,
  channelId: string,
  message: OutMessage,
): Promise<void> {
  const channel = await client.channels.fetch(channelId).catch(() => null);
  const isHere = channel && 'guildId' in channel && channel.guildId === guildId;
  if (!isHere || !channel.isSendable()) {
    throw new Invalid(`There is no channel ${channelId} here that this bot may write to.`);
  }
  await channel.send(new ReadyMessage(channel, message, sentOnce()));
}

export async function memberOf(guild: Guild | null, userId: string): Promise<GuildMember> {
  if (!guild) throw new Invalid('Roles are given in servers only, not in direct messages.');
  const member = await guild.members.fetch(userId).catch(() => null);
  if (!member) throw new Invalid(`There is no member ${userId} in this server.`);
  return member;
}
