import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProcessKeys1763000620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table process add column master_keys text[] not null default '{}'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table process drop column master_keys');
  }
}
