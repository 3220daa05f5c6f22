import type { MigrationInterface, QueryRunner } from 'typeorm';

const relay = (late: string) => `
  create or replace function event_log_relay() returns integer language plpgsql as $$
  declare
    moved integer;
    is_late boolean;
  begin
    perform pg_advisory_xact_lock(hashtext('event_log'));
    with taken as (
      delete from event_outbox where position in (
        select position from event_outbox order by position limit 1000 for update skip locked)
      returning *
    ), stored as (
      insert into event_log (id, seq, kind, topic, subject_kind, subject_id, level, data)
        select t.id, nextval('event_log_seq'), t.kind, t.topic, t.subject_kind, t.subject_id, t.level, t.data
        from (select * from taken order by position) t
        on conflict (kind, id) do nothing
      returning id
    )
    select count(*), coalesce(bool_or(id < event_log_lowest_id(now() - interval '12 hours')), false)
      into moved, is_late from stored;
    if moved > 0 then
      ${late}
      perform pg_notify('cube_hint', 'event_log');
    end if;
    return moved;
  end $$`;
const remember = `
      if is_late then
        update event_log_state set late_seq = (select last_value from event_log_seq);
      end if;`;

/**
 * Events may come long after they were made: from a spill file, or from an outbox that nobody emptied. A tail looks for
 * new events among the ids of a day; `late_seq` tells it that an older one has come since.
 */
export class Spill1763000900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table event_log_state add column late_seq bigint not null default 0');
    await runner.query(`
      -- As event_log_append, for a batch in which at least one event is half a day old.
      create function event_log_append_late(
        ids uuid[], kinds text[], topics text[], subject_kinds text[], subject_ids text[], levels text[], datas jsonb[]
      ) returns integer language plpgsql as $$
      declare
        stored integer := event_log_append(ids, kinds, topics, subject_kinds, subject_ids, levels, datas);
      begin
        update event_log_state set late_seq = (select last_value from event_log_seq);
        return stored;
      end $$
    `);
    await runner.query(relay(remember));
    await runner.query("select event_log_add_kind('log.gapped')");
    await runner.query('select event_log_make_days(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_log_log_gapped');
    await runner.query("delete from event_log_kind where kind = 'log.gapped'");
    await runner.query(relay(''));
    await runner.query(
      'drop function event_log_append_late(uuid[], text[], text[], text[], text[], text[], jsonb[])',
    );
    await runner.query('alter table event_log_state drop column late_seq');
  }
}
