import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the jobs of the queues are is told by events. */
export class JobProgress1763001100030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      select event_log_add_kind('job.progressed');
      select event_log_make_days(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table event_log_job_progressed;
      delete from event_log_kind where kind = 'job.progressed';
      delete from event_outbox where kind = 'job.progressed';
    `);
  }
}
