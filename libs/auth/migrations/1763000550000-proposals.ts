import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Proposals1763000550000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table proposal (
        id uuid primary key,
        deed text not null,
        details jsonb not null,
        what text not null,
        proposer_id uuid references account on delete set null,
        proposer_name text not null,
        state text not null,
        decider_name text,
        glass_broken boolean not null default false,
        reason text,
        created_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        decided_at timestamptz(3)
      );
      create index proposal_by_time on proposal (created_at, id);
      -- One row a deed for which two people must agree.
      create table two_person_rule (deed text primary key);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table two_person_rule, proposal');
  }
}
