import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Mail1763000590000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table mail (
        id uuid primary key,
        recipient text not null,
        subject text not null,
        body text,
        state text not null,
        attempts integer not null default 0,
        last_error text,
        created_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null default now(),
        held_until timestamptz(3),
        sent_at timestamptz(3)
      );
      create index mail_due on mail (due_at) where state = 'QUEUED';
      create index mail_by_age on mail (created_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mail');
  }
}
