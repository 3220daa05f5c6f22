import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ApiKeys1763000510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_key (
        id uuid primary key,
        account_id uuid not null references account on delete cascade,
        name text not null,
        prefix text not null unique,
        hash text not null unique,
        previous_hash text unique,
        previous_until timestamptz(3),
        scopes text[] not null,
        bot_ids uuid[],
        addresses text[] not null,
        budget integer,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        last_used_address text,
        revoked_at timestamptz(3),
        revoked_because text
      );
      create index api_key_by_account on api_key (account_id, created_at, id);
      create index api_key_by_age on api_key (created_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_key');
  }
}
