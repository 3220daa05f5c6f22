import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DiscordLimits1763000530000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table discord_limit (
        user_id bigint not null,
        route text not null,
        waits integer not null,
        refusals integer not null,
        longest integer not null,
        most integer,
        remaining integer,
        resets_at timestamptz(3),
        met_at timestamptz(3) not null,
        primary key (user_id, route)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table discord_limit');
  }
}
