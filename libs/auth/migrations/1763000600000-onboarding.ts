import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Onboarding1763000600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account alter column discord_id drop not null;
      -- Who is here already was let in.
      alter table account add column state text not null default 'APPROVED';
      alter table account alter column state set default 'WAITING';
      alter table account
        add column email text,
        add column email_verified_at timestamptz(3),
        add column new_email text,
        add column password_hash text,
        add column totp_key text,
        add column totp_since timestamptz(3),
        add column totp_step bigint,
        add constraint account_email_in_small_letters check (email = lower(email) and new_email = lower(new_email)),
        add constraint account_is_somebody check (discord_id is not null or email is not null);
      create unique index account_by_email on account (network, email);
      create index account_by_age on account (network, created_at, id);
      create table account_token (
        id uuid primary key,
        account_id uuid not null references account on delete cascade,
        purpose text not null,
        token_hash text not null unique,
        email text not null,
        role text,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index account_token_by_account on account_token (account_id, purpose);
      create table recovery_code (
        account_id uuid not null references account on delete cascade,
        code_hash text not null,
        primary key (account_id, code_hash)
      );
      create table installation (
        one boolean primary key default true check (one),
        sign_up_policy text not null default 'WAITING_LIST',
        updated_at timestamptz(3) not null default now()
      );
      insert into installation default values;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table installation, recovery_code, account_token;
      delete from account where discord_id is null or state <> 'APPROVED';
      drop index account_by_age;
      alter table account
        drop column state, drop column email, drop column email_verified_at, drop column new_email,
        drop column password_hash, drop column totp_key, drop column totp_since, drop column totp_step;
      alter table account alter column discord_id set not null;
    `);
  }
}
