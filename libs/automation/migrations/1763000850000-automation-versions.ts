import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was there before anybody kept versions of it is the first of each. */
export class AutomationVersions1763000850000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into version (id, bot_id, kind, subject_id, number, title, actor_name, by, after, at)
        select gen_random_uuid(), bot_id, 'REACTION_ROLE', guild_id || ':' || id, 1, 'the reaction role ' || emoji,
          'Social Cube', 'system',
          jsonb_build_object('channelId', channel_id::text, 'messageId', message_id::text, 'emoji', emoji,
            'roleId', role_id::text), created_at
        from reaction_role;
      insert into version (id, bot_id, kind, subject_id, number, title, actor_name, by, after, at)
        select gen_random_uuid(), bot_id, 'SCHEDULED_MESSAGE', guild_id || ':' || id, 1, 'the message at ' || cron,
          'Social Cube', 'system',
          jsonb_build_object('channelId', channel_id::text, 'cron', cron, 'timeZone', time_zone,
            'template', template, 'enabled', enabled), created_at
        from scheduled_message;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from version where kind in ('REACTION_ROLE', 'SCHEDULED_MESSAGE')`);
  }
}
