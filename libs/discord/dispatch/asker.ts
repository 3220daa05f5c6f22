import type { Asker } from '@cube/commands/gates/gate';
import type { Interaction, Message } from 'discord.js';

/** Who wants something, as the gates see them. */
export function askerOf({ user, member, guildId, channelId }: Interaction): Asker {
  // Of a guild that the bot does not keep in memory Discord sends the bare ids.
  const roles = member?.roles;
  const roleIds = Array.isArray(roles) ? roles : [...(roles?.cache.keys() ?? [])];
  return { userId: user.id, roleIds, guildId, channelId };
}

export const askerOfMessage = ({ author, member, guildId, channelId }: Message): Asker => ({
  userId: author.id,
  roleIds: [...(member?.roles.cache.keys() ?? [])],
  guildId,
  channelId,
});
