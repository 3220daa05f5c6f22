import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Bots1763000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bot (
        id uuid primary key,
        network text not null,
        application_id bigint not null,
        user_id bigint not null,
        name text not null,
        description text not null,
        avatar text,
        owner_id uuid references account on delete set null,
        token text not null,
        token_fingerprint text not null,
        wanted text not null,
        generation integer not null,
        observed text not null,
        observed_generation integer not null,
        reason text,
        reason_code text,
        observed_at timestamptz(3),
        worker_id uuid,
        latency integer,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        unique (network, application_id)
      );
      create index bot_by_name on bot (network, name, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table bot');
  }
}
