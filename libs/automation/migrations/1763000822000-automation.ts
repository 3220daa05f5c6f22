import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Automation1763000822000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reaction_role (
        id uuid primary key,
        bot_id uuid not null references bot on delete cascade,
        guild_id bigint not null,
        channel_id bigint not null,
        message_id bigint not null,
        -- A character, or name:id of an emoji of the guild's own.
        emoji text not null,
        role_id bigint not null,
        created_at timestamptz(3) not null default now(),
        unique (bot_id, message_id, emoji)
      );
      create index reaction_role_by_guild on reaction_role (bot_id, guild_id);
    `);
    await runner.query(`select event_log_add_kind('automation.ran')`);
    await runner.query('select event_log_make_days(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_automation_ran;
      delete from event_log_kind where kind = 'automation.ran';
      delete from event_outbox where kind = 'automation.ran';
      drop table reaction_role;
    `);
  }
}
