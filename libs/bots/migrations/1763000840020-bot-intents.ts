import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BotIntents1763000840020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bot
        add intents text[],
        add asked_intents text[],
        add application_flags integer,
        add flags_read_at timestamptz(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table bot drop intents, drop asked_intents, drop application_flags, drop flags_read_at',
    );
  }
}
