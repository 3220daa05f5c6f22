import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where people are: a fact about their socket, which ends with it. */
export class Presence1763001100010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table connection add bot_id uuid, add present_since timestamptz(3);
      create index connection_by_bot on connection (bot_id) where bot_id is not null;
      select event_log_add_kind('presence.changed');
      select event_log_make_days(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_presence_changed;
      delete from event_log_kind where kind = 'presence.changed';
      delete from event_outbox where kind = 'presence.changed';
      alter table connection drop bot_id, drop present_since;
    `);
  }
}
