import type { Overwrite } from '@cube/discord-rules/permission-maths';
import type { DiscordNetwork } from '@cube/platform/config';
import type { DataSource } from 'typeorm';

/** A guild as one bot stands in it. */
export interface Place {
  readonly guildId: string;
  readonly name: string;
  /** Discord's id of the bot. */
  readonly userId: string;
  readonly roleIds: readonly string[];
  /** What its roles allow it together, bits; the owner of a guild counts as an administrator. */
  readonly permissions: bigint;
  /** Of its highest role; 0 for none but @everyone. */
  readonly height: number;
}

export interface KnownChannel {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly overwrites: readonly Overwrite[];
}

export interface KnownRole {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly position: number;
  readonly managed: boolean;
}

/** The guilds of a bot, by name; those of which Discord has not told yet what the bot may there are left out. */
export async function placesOf(database: DataSource, botId: string): Promise<readonly Place[]> {
  const rows: (Omit<Place, 'permissions'> & { readonly permissions: string })[] = await database.query(
    `select guild.id::text as "guildId", guild.name, bot.user_id::text as "userId",
       role_ids::text[] as "roleIds", held.permissions::text as permissions, held.height
     from bot_guild join bot on bot.id = bot_id
       join guild on guild.network = bot_guild.network and guild.id = guild_id,
       lateral (
         select bit_or(permissions::bigint) | case when guild.owner_id = bot.user_id then 8 else 0 end as permissions,
           max(position) as height from guild_role r
         where r.network = guild.network and r.guild_id = guild.id and (r.id = guild.id or r.id = any(role_ids))) held
     where bot_id = $1 and role_ids is not null and held.permissions is not null
     order by guild.name, guild.id`,
    [botId],
  );
  return rows.map((row) => ({ ...row, permissions: BigInt(row.permissions) }));
}

export async function channelsAmong(
  database: DataSource,
  network: DiscordNetwork,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownChannel>> {
  const rows: KnownChannel[] =
    ids.length === 0
      ? []
      : await database.query(
          `select id::text, guild_id::text as "guildId", name, overwrites from channel
           where network = $1 and id = any($2)`,
          [network, ids],
        );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function rolesAmong(
  database: DataSource,
  network: DiscordNetwork,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRole>> {
  const rows: KnownRole[] =
    ids.length === 0
      ? []
      : await database.query(
          `select id::text, guild_id::text as "guildId", name, position, managed from guild_role
           where network = $1 and id = any($2)`,
          [network, ids],
        );
  return new Map(rows.map((row) => [row.id, row]));
}
