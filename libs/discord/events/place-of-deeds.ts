import { powersOf } from '@cube/guilds/role.entity';
import { Invalid } from '@cube/platform/errors';
import type { Guild, Role, SendableChannels } from 'discord.js';

/** A channel of this guild in which the bot writes. Throws `Invalid` with the mend. */
export function channelIn(guild: Guild, channelId: string): SendableChannels {
  const channel = guild.channels.cache.get(channelId);
  if (channel?.isSendable()) return channel;
  throw new Invalid(
    channel
      ? 'Bots cannot write in this channel: choose another one.'
      : 'The channel was deleted: choose another one.',
  );
}

/** A role of this guild that a bot may hand out by itself; what it allows may have changed since somebody chose it. */
export function roleIn(guild: Guild, roleId: string): Role {
  const role = guild.roles.cache.get(roleId);
  if (!role) throw new Invalid('The role was deleted: choose another one.');
  const [power] = powersOf(String(role.permissions.bitfield));
  if (power !== undefined) {
    throw new Invalid(
      `${role.name} allows ${power} by now, which no bot hands out by itself: choose another role.`,
    );
  }
  return role;
}
