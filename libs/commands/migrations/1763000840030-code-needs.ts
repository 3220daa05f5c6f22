import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the code of commands takes. Only a worker has that code; others read here what it says of itself. */
export class CodeNeeds1763000840030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table code_needs (
        kind text not null,
        name text not null,
        intents text[] not null,
        permissions text[] not null,
        primary key (kind, name)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table code_needs');
  }
}
