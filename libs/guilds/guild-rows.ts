import type { SeenGuild } from '@cube/bots/bot-adapter';
import type { DiscordNetwork } from '@cube/platform/config';
import type { EntityManager } from 'typeorm';

/** Writes guilds down as a bot has seen them, within one transaction, and finds what is new. */
export class GuildRows {
  constructor(
    private readonly manager: EntityManager,
    private readonly network: DiscordNetwork,
  ) {}

  /** What is new about the guild, as a sentence; null when nothing is. */
  async write(guild: SeenGuild): Promise<string | null> {
    const known = await this.writeGuild(guild);
    const haveChannelsChanged = await this.writeChannels(guild);
    const haveRolesChanged = await this.writeRoles(guild);
    if (known?.changed !== false || haveChannelsChanged || haveRolesChanged)
      return `${guild.name} was changed.`;
    const { name, memberCount } = guild;
    return known.counted ? `${name} has ${memberCount} ${memberCount === 1 ? 'member' : 'members'}.` : null;
  }

  /** Writes down that the bot is a member, and with which roles. */
  async join(botId: string, { id, self }: SeenGuild): Promise<'new' | 'changed' | 'known'> {
    const roleIds = self && [...self.roleIds].sort();
    const [row]: { changed: boolean | null }[] = await this.manager.query(
      `insert into bot_guild (bot_id, network, guild_id, role_ids, joined_at) values ($1, $2, $3, $4, $5)
       on conflict (bot_id, guild_id) do update set role_ids = coalesce($4, bot_guild.role_ids),
         joined_at = coalesce($5, bot_guild.joined_at)
       returning (select $4::bigint[] is not null and old.role_ids is distinct from $4::bigint[]
         from bot_guild old where old.bot_id = $1 and old.guild_id = $3) as changed`,
      [botId, this.network, id, roleIds, self?.joinedAt ?? null],
    );
    if (!row || row.changed === null) return 'new';
    return row.changed ? 'changed' : 'known';
  }

  /** The other bots that are in the guild. */
  async othersIn(guildId: string, botId: string): Promise<readonly string[]> {
    const rows: { bot_id: string }[] = await this.manager.query(
      'select bot_id from bot_guild where network = $1 and guild_id = $2 and bot_id <> $3 order by bot_id',
      [this.network, guildId, botId],
    );
    return rows.map(({ bot_id }) => bot_id);
  }

  /** Undefined of a guild that was not known. */
  private async writeGuild(guild: SeenGuild): Promise<{ changed: boolean; counted: boolean } | undefined> {
    const { id, name, icon, ownerId, memberCount, features } = guild;
    const [row]: { changed: boolean | null; counted: boolean }[] = await this.manager.query(
      `insert into guild (network, id, name, icon, owner_id, member_count, features)
         values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (network, id) do update set name = $3, icon = $4, owner_id = $5, member_count = $6, features = $7,
         synced_at = now()
       returning
         (select (old.name, old.icon, old.owner_id, old.features) is distinct from ($3, $4, $5::bigint, $7::text[])
            from guild old where old.network = $1 and old.id = $2) as changed,
         (select old.member_count <> $6::int from guild old where old.network = $1 and old.id = $2) as counted`,
      [this.network, id, name, icon, ownerId, memberCount, [...features].sort()],
    );
    return row && row.changed !== null ? { changed: row.changed, counted: row.counted } : undefined;
  }

  private async writeChannels({ id, channels }: SeenGuild): Promise<boolean> {
    const given = channels.map(({ overwrites, ...channel }) => ({
      ...channel,
      // In an order of our own, so that the same ones are no news.
      overwrites: [...overwrites].sort((one, other) => (one.id < other.id ? -1 : 1)),
    }));
    const touched: unknown[] = await this.manager.query(
      `with given as (
         select * from jsonb_to_recordset($3::jsonb)
           as c(id bigint, name text, type int, position int, "parentId" bigint, overwrites jsonb)),
       gone as (
         delete from channel where network = $1 and guild_id = $2 and id not in (select id from given) returning id),
       kept as (
         insert into channel (network, id, guild_id, name, kind, position, parent_id, overwrites)
           select $1, id, $2, name, type, position, "parentId", overwrites from given
         on conflict (network, id) do update
           set name = excluded.name, kind = excluded.kind, position = excluded.position, parent_id = excluded.parent_id,
             overwrites = excluded.overwrites
         where (channel.name, channel.kind, channel.position, channel.parent_id, channel.overwrites)
           is distinct from
             (excluded.name, excluded.kind, excluded.position, excluded.parent_id, excluded.overwrites)
         returning id)
       select id from gone union all select id from kept`,
      [this.network, id, JSON.stringify(given)],
    );
    return touched.length > 0;
  }

  private async writeRoles({ id, roles }: SeenGuild): Promise<boolean> {
    const touched: unknown[] = await this.manager.query(
      `with given as (
         select * from jsonb_to_recordset($3::jsonb)
           as r(id bigint, name text, color int, position int, managed boolean, permissions text)),
       gone as (
         delete from guild_role where network = $1 and guild_id = $2 and id not in (select id from given) returning id),
       kept as (
         insert into guild_role (network, id, guild_id, name, color, position, managed, permissions)
           select $1, id, $2, name, color, position, managed, permissions from given
         on conflict (network, id) do update
           set name = excluded.name, color = excluded.color, position = excluded.position,
             managed = excluded.managed, permissions = excluded.permissions
         where (guild_role.name, guild_role.color, guild_role.position, guild_role.managed, guild_role.permissions)
           is distinct from
             (excluded.name, excluded.color, excluded.position, excluded.managed, excluded.permissions)
         returning id)
       select id from gone union all select id from kept`,
      [this.network, id, JSON.stringify(roles)],
    );
    return touched.length > 0;
  }
}
