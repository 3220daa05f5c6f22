import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-ins that were refused are events too. */
export class RefusedSignIns1763001100020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      select event_log_add_kind('sign_in.failed');
      select event_log_make_days(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_sign_in_failed;
      delete from event_log_kind where kind = 'sign_in.failed';
      delete from event_outbox where kind = 'sign_in.failed';
    `);
  }
}
