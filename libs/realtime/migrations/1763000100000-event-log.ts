import type { MigrationInterface, QueryRunner } from 'typeorm';

const insertBatch = `
  insert into event_log (id, seq, kind, topic, subject_kind, subject_id, level, data)
    select b.id, nextval('event_log_seq'), b.kind, b.topic, b.subject_kind, b.subject_id, b.level, b.data
    from (select * from unnest(ids, kinds, topics, subject_kinds, subject_ids, levels, datas)
            with ordinality as u(id, kind, topic, subject_kind, subject_id, level, data, position)
          order by position) b`;

/**
 * The event log: one table, partitioned by kind and then by day of the id. `seq` is given under a transaction lock, so
 * that it is commit order: a reader that polls by it misses nothing (docs/adr/0002-postgresql-is-the-log.md).
 */
export class EventLog1763000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence event_log_seq;
      create table event_log (
        id uuid not null,
        seq bigint not null,
        kind text not null,
        topic text,
        subject_kind text,
        subject_id text,
        level text not null,
        data jsonb not null,
        primary key (kind, id)
      ) partition by list (kind);
      create index event_log_by_seq on event_log (seq);
      create index event_log_by_topic on event_log (topic, id);

      create table event_log_kind (kind text primary key);
      create table event_log_state (
        singleton boolean primary key default true check (singleton),
        epoch text not null default substr(md5(random()::text), 1, 8),
        dropped_seq bigint not null default 0
      );
      insert into event_log_state default values;

      create table event_outbox (
        position bigint generated always as identity primary key,
        id uuid not null,
        kind text not null,
        topic text,
        subject_kind text,
        subject_id text,
        level text not null,
        data jsonb not null
      );
    `);
    await runner.query(`
      create function event_log_lowest_id(moment timestamptz) returns uuid language sql immutable strict as $$
        select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
      $$;

      -- Makes the partitions of the days from today on; a day that the default partition already serves is left to it.
      create function event_log_make_days(days integer) returns void language plpgsql as $$
      declare
        one text;
        day date;
        base text;
      begin
        perform pg_advisory_xact_lock(hashtext('event_log_days'));
        for one in select kind from event_log_kind loop
          base := 'event_log_' || replace(one, '.', '_');
          for offset_days in 0..days - 1 loop
            day := (now() at time zone 'utc')::date + offset_days;
            if to_regclass(base || to_char(day, '_YYYYMMDD')) is null then
              begin
                execute format(
                  'create table %I partition of %I for values from (%L) to (%L)',
                  base || to_char(day, '_YYYYMMDD'), base,
                  event_log_lowest_id(day::timestamp at time zone 'utc'),
                  event_log_lowest_id((day + 1)::timestamp at time zone 'utc'));
              exception when check_violation then
                raise notice 'the default partition of % holds rows of %', base, day;
              end;
            end if;
          end loop;
        end loop;
      end $$;

      create function event_log_add_kind(new_kind text) returns void language plpgsql as $$
      declare
        base text := 'event_log_' || replace(new_kind, '.', '_');
      begin
        insert into event_log_kind values (new_kind) on conflict do nothing;
        execute format('create table %I partition of event_log for values in (%L) partition by range (id)', base, new_kind);
        execute format('create table %I partition of %I default', base || '_rest', base);
      end $$;

      -- Appends a batch in its order; a batch that is sent twice is stored once.
      create function event_log_append(
        ids uuid[], kinds text[], topics text[], subject_kinds text[], subject_ids text[], levels text[], datas jsonb[]
      ) returns integer language plpgsql as $$
      declare
        stored integer;
      begin
        perform pg_advisory_xact_lock(hashtext('event_log'));
        -- A batch is sent twice once in a blue moon, and looking for conflicts row by row costs nearly half the speed.
        begin
          ${insertBatch};
          get diagnostics stored = row_count;
        exception when unique_violation then
          ${insertBatch} on conflict (kind, id) do nothing;
          get diagnostics stored = row_count;
        end;
        perform pg_notify('cube_hint', 'event_log');
        return stored;
      end $$;

      -- Moves up to a thousand rows of the outbox into the log, in their order; returns how many it moved.
      create function event_log_relay() returns integer language plpgsql as $$
      declare
        moved integer;
      begin
        perform pg_advisory_xact_lock(hashtext('event_log'));
        with taken as (
          delete from event_outbox where position in (
            select position from event_outbox order by position limit 1000 for update skip locked)
          returning *
        )
        insert into event_log (id, seq, kind, topic, subject_kind, subject_id, level, data)
          select t.id, nextval('event_log_seq'), t.kind, t.topic, t.subject_kind, t.subject_id, t.level, t.data
          from (select * from taken order by position) t
          on conflict (kind, id) do nothing;
        get diagnostics moved = row_count;
        if moved > 0 then
          perform pg_notify('cube_hint', 'event_log');
        end if;
        return moved;
      end $$;
    `);
    for (const kind of [
      'command.executed',
      'command.changed',
      'bot.changed',
      'bot.measured',
      'guild.changed',
      'session.changed',
      'account.changed',
      'member.changed',
      'key.changed',
      'proposal.changed',
      'mail.changed',
      'audit.recorded',
      'connection.changed',
      'error.raised',
      'error.resolved',
    ]) {
      await runner.query('select event_log_add_kind($1)', [kind]);
    }
    await runner.query('select event_log_make_days(3)');
    await runner.query(`
      create table connection (
        id uuid primary key,
        process_id uuid not null,
        account_id uuid not null,
        account_name text not null,
        session_id uuid not null,
        address text not null,
        user_agent text not null,
        is_closing boolean not null default false,
        opened_at timestamptz(3) not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table connection;
      drop function event_log_relay();
      drop function event_log_append(uuid[], text[], text[], text[], text[], text[], jsonb[]);
      drop function event_log_add_kind(text);
      drop function event_log_make_days(integer);
      drop table event_outbox, event_log_state, event_log_kind, event_log;
      drop function event_log_lowest_id(timestamptz);
      drop sequence event_log_seq;
    `);
  }
}
