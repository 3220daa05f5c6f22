import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of an entry its hash covers. The same words stand in audit-chain.ts, which does not trust the database's own. */
const content = (row: string) =>
  `jsonb_build_array(${['id', 'seq', 'topic', 'subject_kind', 'subject_id', 'level', 'data']
    .map((column) => `${row}.${column}`)
    .join(', ')})::text`;

/**
 * Retention removes old partitions, and says for each kind up to where it did. Entries of the audit are a chain: the hash
 * of each covers the entry and the hash of the one before it, in commit order. Of what retention takes from the beginning
 * of the chain a signed tombstone remains.
 */
export class Retention1763000900010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table event_log_kind add column dropped_seq bigint not null default 0;
      alter table event_log_state add column retired_at timestamptz;

      create table audit_link (
        seq bigint primary key,
        id uuid not null,
        previous bytea not null,
        hash bytea not null
      );
      create table audit_head (
        singleton boolean primary key default true check (singleton),
        seq bigint not null default 0,
        hash bytea not null default decode(repeat('00', 32), 'hex')
      );
      insert into audit_head default values;
      create table audit_tombstone (
        id bigint generated always as identity primary key,
        made_at timestamptz(3) not null default now(),
        through_seq bigint not null,
        through_hash bytea not null,
        removed bigint not null,
        stragglers bigint[] not null,
        signature text not null
      );

      -- Runs under the lock of the log; whoever inserts without it waits for the row of the head.
      create function audit_chain() returns trigger language plpgsql as $$
      declare
        before bytea;
        after bytea;
      begin
        select hash into before from audit_head for update;
        after := sha256(before || convert_to(${content('new')}, 'UTF8'));
        insert into audit_link (seq, id, previous, hash) values (new.seq, new.id, before, after);
        update audit_head set seq = new.seq, hash = after;
        return null;
      end $$;

      do $$
      declare
        entry record;
        before bytea;
        after bytea;
      begin
        select hash into before from audit_head;
        for entry in select * from event_log where kind = 'audit.recorded' order by seq loop
          after := sha256(before || convert_to(${content('entry')}, 'UTF8'));
          insert into audit_link (seq, id, previous, hash) values (entry.seq, entry.id, before, after);
          update audit_head set seq = entry.seq, hash = after;
          before := after;
        end loop;
      end $$;

      create trigger audit_chain after insert on event_log_audit_recorded
        for each row execute function audit_chain();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger audit_chain on event_log_audit_recorded;
      drop function audit_chain();
      drop table audit_tombstone, audit_head, audit_link;
      alter table event_log_state drop column retired_at;
      alter table event_log_kind drop column dropped_seq;
    `);
  }
}
