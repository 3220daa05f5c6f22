import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Versions1763000810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table version (
        id uuid primary key,
        bot_id uuid not null references bot on delete cascade,
        kind text not null,
        subject_id text not null,
        number integer not null,
        title text not null,
        actor_id uuid,
        actor_name text not null,
        by text not null,
        restored_from integer,
        secrets text[] not null default '{}',
        before jsonb,
        after jsonb,
        at timestamptz(3) not null default clock_timestamp(),
        unique (bot_id, kind, subject_id, number)
      );
      create index version_by_time on version (bot_id, at, id);

      -- What was there before anybody kept versions is the first of each.
      insert into version (id, bot_id, kind, subject_id, number, title, actor_name, by, after, at)
        select gen_random_uuid(), id, 'BOT', id::text, 1, name, 'Social Cube', 'system',
          jsonb_build_object('name', name, 'description', description), updated_at
        from bot;
      insert into version (id, bot_id, kind, subject_id, number, title, actor_name, by, after, at)
        select gen_random_uuid(), bot_id, 'COMMAND', id::text, 1,
          case when type = 'CHAT_INPUT' then '/' || name else name end, 'Social Cube', 'system',
          jsonb_build_object('type', type, 'name', name, 'description', description, 'shape', shape,
            'steps', coalesce(steps, '[]'), 'handler', handler, 'suggestions', suggestions,
            'audience', audience, 'throttles', throttles, 'enabled', enabled), updated_at
        from command where source = 'CUSTOM';
    `);
    await runner.query(`select event_log_add_kind('version.added')`);
    await runner.query('select event_log_make_days(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_version_added;
      delete from event_log_kind where kind = 'version.added';
      delete from event_outbox where kind = 'version.added';
      drop table version;
    `);
  }
}
