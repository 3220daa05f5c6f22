import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A process says with its heartbeat how it does; how late its event loop is, it measures only while somebody looks. */
export class ProcessVitals1763001310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table process
        add column version text not null default '',
        add column memory_bytes bigint not null default 0,
        add column loop_delay double precision,
        add column watched_until timestamptz(3)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table process
        drop column version, drop column memory_bytes, drop column loop_delay, drop column watched_until
    `);
  }
}
