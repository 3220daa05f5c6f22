import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledMessages1763000823000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table scheduled_message (
        id uuid primary key,
        bot_id uuid not null references bot on delete cascade,
        guild_id bigint not null,
        channel_id bigint not null,
        cron text not null,
        time_zone text not null,
        template text not null,
        enabled boolean not null,
        next_at timestamptz(3),
        last_at timestamptz(3),
        last_error text,
        created_at timestamptz(3) not null default now()
      );
      create index scheduled_message_by_guild on scheduled_message (bot_id, guild_id, created_at);
      create index scheduled_message_due on scheduled_message (next_at) where enabled;
      -- One row a run: whoever inserts it posts, and nobody else.
      create table scheduled_run (
        message_id uuid not null references scheduled_message on delete cascade,
        due_at timestamptz(3) not null,
        claimed_at timestamptz(3) not null default now(),
        finished_at timestamptz(3),
        error text,
        primary key (message_id, due_at)
      );
      create index scheduled_run_open on scheduled_run (claimed_at) where finished_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table scheduled_run, scheduled_message');
  }
}
