import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BotSecrets1763000850001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bot_secret (
        id uuid primary key,
        bot_id uuid not null references bot on delete cascade,
        name text not null,
        value text not null,
        hosts text[] not null,
        changed_by text not null,
        changed_at timestamptz(3) not null default now(),
        unique (bot_id, name)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table bot_secret');
  }
}
