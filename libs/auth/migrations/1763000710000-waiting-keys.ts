import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WaitingKeys1763000710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_key add is_waiting boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_key drop is_waiting');
  }
}
