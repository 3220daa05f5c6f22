import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ApiUsage1763000520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_usage (
        key_id uuid not null references api_key on delete cascade,
        operation text not null,
        day date not null,
        calls bigint not null,
        cost bigint not null,
        errors bigint not null,
        last_used_at timestamptz(3) not null,
        primary key (key_id, operation, day)
      );
      create table field_usage (
        field text not null,
        caller_id uuid not null,
        by_key boolean not null,
        calls bigint not null,
        last_used_at timestamptz(3) not null,
        primary key (field, caller_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table field_usage, api_usage');
  }
}
