import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Commands1763000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table command (
        id uuid primary key,
        bot_id uuid not null references bot on delete cascade,
        source text not null,
        type text not null,
        name text not null,
        description text not null,
        response text,
        enabled boolean not null default true,
        discord_id bigint,
        problems jsonb not null default '[]',
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        unique (bot_id, type, name)
      );
      create index command_by_name on command (bot_id, name, id);
      create table builtin_command (
        type text not null,
        name text not null,
        description text not null,
        definition jsonb not null,
        primary key (type, name)
      );
      create table command_sync (
        bot_id uuid primary key references bot on delete cascade,
        state text not null,
        problem text,
        wanted integer not null,
        answered integer not null default 0,
        hash text,
        attempts integer not null default 0,
        retry_at timestamptz(3),
        synced_at timestamptz(3)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table command_sync, builtin_command, command');
  }
}
