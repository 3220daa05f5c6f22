import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Guilds1763000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table guild (
        network text not null,
        id bigint not null,
        name text not null,
        icon text,
        owner_id bigint,
        member_count integer not null,
        synced_at timestamptz(3) not null default now(),
        primary key (network, id)
      );
      create index guild_by_name on guild (network, name, id);
      create table bot_guild (
        bot_id uuid not null references bot on delete cascade,
        network text not null,
        guild_id bigint not null,
        primary key (bot_id, guild_id),
        foreign key (network, guild_id) references guild on delete cascade
      );
      create index bot_guild_by_guild on bot_guild (network, guild_id);
      -- A guild is of interest while a bot is in it; bots go in many ways, also by cascade.
      create function guild_forget() returns trigger language plpgsql as $$
      declare
        left_guild record;
      begin
        for left_guild in select distinct network, guild_id from gone order by guild_id loop
          -- Whoever writes a guild down holds this lock: it is not taken away under a bot that just joins.
          perform pg_advisory_xact_lock(hashtext('guild:' || left_guild.guild_id));
          delete from guild where network = left_guild.network and id = left_guild.guild_id
            and not exists (select from bot_guild b where b.network = guild.network and b.guild_id = guild.id);
        end loop;
        return null;
      end $$;
      create trigger guild_forget after delete on bot_guild referencing old table as gone
        for each statement execute function guild_forget();
      create table channel (
        network text not null,
        id bigint not null,
        guild_id bigint not null,
        name text not null,
        kind integer not null,
        position integer not null,
        parent_id bigint,
        primary key (network, id),
        foreign key (network, guild_id) references guild on delete cascade
      );
      create index channel_by_guild on channel (network, guild_id, position);
      create table guild_sync (
        bot_id uuid primary key references bot on delete cascade,
        state text not null,
        done integer not null,
        total integer,
        problem text,
        requested_at timestamptz(3) not null default now(),
        finished_at timestamptz(3)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table guild_sync, channel, bot_guild, guild; drop function guild_forget');
  }
}
