import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = 'id, seq, kind, topic, subject_kind, subject_id, level, data';
const lock = "perform pg_advisory_xact_lock(hashtext('event_log'))";

const hintOfKinds = "perform pg_notify('cube event_log ' || kind, '') from unnest(kinds) kind";
const hintOfAnything = "perform pg_notify('cube_hint', 'event_log')";

/** Rows of a batch in its order; a batch that is sent twice is stored once. */
const insertBatch = (onConflict: string) => `
  with stored as (
    insert into event_log (${columns})
      select b.id, nextval('event_log_seq'), b.kind, b.topic, b.subject_kind, b.subject_id, b.level, coalesce(b.data, 'null')
      from (
        select * from rows from (jsonb_to_recordset(batch) as (id uuid, kind text, topic text, "subjectKind" text,
            "subjectId" text, level text, data jsonb))
          with ordinality as u(id, kind, topic, subject_kind, subject_id, level, data, position)
        order by position
      ) b ${onConflict}
    returning kind
  )
  select count(*), array_agg(distinct kind) into stored, kinds from stored`;

const relay = (returning: string, reckon: string, hint: string) => `
  create or replace function event_log_relay() returns integer language plpgsql as $$
  declare
    moved integer;
    is_late boolean;
    kinds text[];
  begin
    ${lock};
    with taken as (
      delete from event_outbox where position in (
        select position from event_outbox order by position limit 1000 for update skip locked)
      returning *
    ), stored as (
      insert into event_log (${columns})
        select t.id, nextval('event_log_seq'), t.kind, t.topic, t.subject_kind, t.subject_id, t.level, t.data
        from (select * from taken order by position) t
        on conflict (kind, id) do nothing
      returning ${returning}
    )
    select count(*), coalesce(bool_or(id < event_log_lowest_id(now() - interval '12 hours')), false), ${reckon}
      into moved, is_late, kinds from stored;
    if moved > 0 then
      if is_late then
        update event_log_state set late_seq = (select last_value from event_log_seq);
      end if;
      ${hint};
    end if;
    return moved;
  end $$`;

const arrays = 'uuid[], text[], text[], text[], text[], text[], jsonb[]';

/**
 * Each topic of a hint has a channel of its own, and so has each kind of event by which the log grows: nobody is woken for what
 * they do not wait for. And a batch is one JSON array, which costs whoever writes it half as much as seven of PostgreSQL's.
 */
export class HintOfKinds1763001500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function event_log_append(${arrays});
      drop function event_log_append_late(${arrays});

      -- Appends a batch in its order; a batch that is sent twice is stored once.
      create function event_log_append(batch jsonb) returns integer language plpgsql as $$
      declare
        stored integer;
        kinds text[];
      begin
        ${lock};
        -- A batch is sent twice once in a blue moon, and looking for conflicts row by row costs nearly half the speed.
        begin
          ${insertBatch('')};
        exception when unique_violation then
          ${insertBatch('on conflict (kind, id) do nothing')};
        end;
        ${hintOfKinds};
        return stored;
      end $$;

      -- As event_log_append, for a batch in which at least one event is half a day old.
      create function event_log_append_late(batch jsonb) returns integer language plpgsql as $$
      declare
        stored integer := event_log_append(batch);
      begin
        update event_log_state set late_seq = (select last_value from event_log_seq);
        return stored;
      end $$;
    `);
    await runner.query(relay('id, kind', 'array_agg(distinct kind)', hintOfKinds));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function event_log_append_late(jsonb);
      drop function event_log_append(jsonb);
    `);
    const insertArrays = (onConflict: string) => `
      insert into event_log (${columns})
        select b.id, nextval('event_log_seq'), b.kind, b.topic, b.subject_kind, b.subject_id, b.level, b.data
        from (select * from unnest(ids, kinds, topics, subject_kinds, subject_ids, levels, datas)
                with ordinality as u(id, kind, topic, subject_kind, subject_id, level, data, position)
              order by position) b ${onConflict};
      get diagnostics stored = row_count`;
    const parameters =
      'ids uuid[], kinds text[], topics text[], subject_kinds text[], subject_ids text[], levels text[], datas jsonb[]';
    await runner.query(`
      create function event_log_append(${parameters}) returns integer language plpgsql as $$
      declare
        stored integer;
      begin
        ${lock};
        begin
          ${insertArrays('')};
        exception when unique_violation then
          ${insertArrays('on conflict (kind, id) do nothing')};
        end;
        ${hintOfAnything};
        return stored;
      end $$;

      create function event_log_append_late(${parameters}) returns integer language plpgsql as $$
      declare
        stored integer := event_log_append(ids, kinds, topics, subject_kinds, subject_ids, levels, datas);
      begin
        update event_log_state set late_seq = (select last_value from event_log_seq);
        return stored;
      end $$;
    `);
    await runner.query(relay('id', 'null', hintOfAnything));
  }
}
