import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each round asks when what is open was last resolved. */
export class AlertsBySubject1763001410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "create index alert_by_subject on alert (rule_id, subject, resolved_at) where state = 'RESOLVED'",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index alert_by_subject');
  }
}
