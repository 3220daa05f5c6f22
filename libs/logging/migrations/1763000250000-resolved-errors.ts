import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ResolvedErrors1763000250000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table resolved_error (
        fingerprint text primary key,
        resolved_at timestamptz(3) not null default now(),
        resolved_by text not null
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table resolved_error');
  }
}
