import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1763000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table account (
        id uuid primary key,
        network text not null,
        discord_id bigint not null,
        name text not null,
        avatar text,
        role text not null,
        created_at timestamptz(3) not null default now(),
        unique (network, discord_id)
      );
      create table session (
        id uuid primary key,
        account_id uuid not null references account on delete cascade,
        token_hash text not null unique,
        device text not null,
        address text not null,
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index session_by_account on session (account_id, created_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table session; drop table account');
  }
}
