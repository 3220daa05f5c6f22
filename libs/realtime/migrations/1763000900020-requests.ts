import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests are events of their own. */
export class Requests1763000900020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("select event_log_add_kind('request.served')");
    await runner.query('select event_log_make_days(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_log_request_served');
    await runner.query("delete from event_log_kind where kind = 'request.served'");
  }
}
