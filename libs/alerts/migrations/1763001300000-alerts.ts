import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When people are told that something is wrong, what was wrong, and what has to leave for whom. */
export class Alerts1763001300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alert_target (
        id uuid primary key,
        name text not null,
        kind text not null,
        address text,
        bot_id uuid references bot on delete cascade,
        channel_id bigint,
        secret text,
        last_sent_at timestamptz(3),
        last_error text,
        created_at timestamptz(3) not null default now()
      );
      create table alert_rule (
        id uuid primary key,
        name text not null,
        kind text not null,
        bot_id uuid references bot on delete cascade,
        threshold double precision,
        window_seconds int,
        for_seconds int not null,
        calm_seconds int not null,
        severity text not null,
        target_ids uuid[] not null default '{}',
        enabled boolean not null,
        created_at timestamptz(3) not null default now()
      );
      create table alert (
        id uuid primary key,
        rule_id uuid references alert_rule on delete set null,
        rule_name text not null,
        kind text not null,
        severity text not null,
        subject text not null,
        subject_name text not null,
        bot_id uuid references bot on delete set null,
        state text not null,
        since timestamptz(3) not null default now(),
        calm_since timestamptz(3),
        fired_at timestamptz(3),
        resolved_at timestamptz(3),
        what text not null,
        evidence jsonb not null,
        last_change jsonb
      );
      -- Whoever looks at the same moment finds the same thing wrong once.
      create unique index alert_open on alert (rule_id, subject) where state <> 'RESOLVED';
      create index alert_by_time on alert (fired_at, id) where state <> 'PENDING';
      create table alert_delivery (
        id uuid primary key,
        target_id uuid not null references alert_target on delete cascade,
        notice jsonb not null,
        state text not null default 'QUEUED',
        attempts int not null default 0,
        last_error text,
        created_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null default now(),
        held_until timestamptz(3),
        sent_at timestamptz(3)
      );
      create index alert_delivery_due on alert_delivery (due_at) where state = 'QUEUED';
      create index alert_delivery_by_target on alert_delivery (target_id);
      -- Whoever sets it to the next round looks, and nobody else.
      create table alert_round (
        singleton boolean primary key default true check (singleton),
        due_at timestamptz(3) not null default now()
      );
      insert into alert_round default values;
      select event_log_add_kind('alert.changed');
      select event_log_make_days(3);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table alert_round, alert_delivery, alert, alert_rule, alert_target;
      drop table event_log_alert_changed;
      delete from event_log_kind where kind = 'alert.changed';
      delete from event_outbox where kind = 'alert.changed';
    `);
  }
}
