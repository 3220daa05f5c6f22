import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Memberships1763000350000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bot_member (
        bot_id uuid not null references bot on delete cascade,
        account_id uuid not null references account on delete cascade,
        role text not null,
        created_at timestamptz(3) not null default now(),
        primary key (bot_id, account_id)
      );
      create index bot_member_by_account on bot_member (account_id);
      create table managed_guild (
        account_id uuid not null references account on delete cascade,
        guild_id bigint not null,
        seen_at timestamptz(3) not null default now(),
        primary key (account_id, guild_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table managed_guild, bot_member');
  }
}
