import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever looks at the health of the house is told by events when to look anew. */
export class SystemMeasured1763001310010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      select event_log_add_kind('system.measured');
      select event_log_make_days(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_system_measured;
      delete from event_log_kind where kind = 'system.measured';
      delete from event_outbox where kind = 'system.measured';
    `);
  }
}
