import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GuildSettings1763000821000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table guild_settings (
        bot_id uuid not null references bot on delete cascade,
        guild_id bigint not null,
        settings jsonb not null,
        updated_at timestamptz(3) not null default now(),
        primary key (bot_id, guild_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table guild_settings');
  }
}
