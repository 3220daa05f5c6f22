import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What permissions are reckoned from: the roles of a bot in a guild, and what channels change about them. */
export class GuildFacts1763000840010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table guild add features text[] not null default '{}';
      alter table channel add overwrites jsonb not null default '[]';
      alter table bot_guild add role_ids bigint[], add joined_at timestamptz(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bot_guild drop role_ids, drop joined_at;
      alter table channel drop overwrites;
      alter table guild drop features;
    `);
  }
}
