import type { Guilds } from '@cube/guilds/guilds.service';
import { isGivable } from '@cube/guilds/role.entity';
import { ChannelType } from 'discord-api-types/v10';

import type { Choosable } from './setting-checks';

/** Kinds of channel in which bots write. */
const written: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** What there is to choose from in a guild, as it was last seen. */
export async function choosableIn(
  guildId: string,
  guilds: Guilds,
  commands: readonly { readonly id: string }[] = [],
): Promise<Choosable> {
  const [channels, roles] = await Promise.all([
    guilds.channelsOf.read([guildId]),
    guilds.rolesOf.read([guildId]),
  ]);
  return {
    channels: new Set(
      channels.get(guildId)?.flatMap(({ id, kind }) => (written.includes(kind) ? [id] : [])) ?? [],
    ),
    roles: new Set(
      roles
        .get(guildId)
        ?.filter(isGivable)
        .map(({ id }) => id) ?? [],
    ),
    commands: new Set(commands.map(({ id }) => id)),
  };
}
