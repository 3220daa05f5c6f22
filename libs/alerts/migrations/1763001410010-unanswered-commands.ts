import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A round counts the unanswered commands of each bot: they are few, and stand among all that were answered. */
export class UnansweredCommands1763001410010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index event_log_unanswered on event_log_command_executed (topic, id)
        where data->>'outcome' = 'UNANSWERED'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_log_unanswered');
  }
}
