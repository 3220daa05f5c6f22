import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1763000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence data_key_id_seq;
      create table data_key (
        id bigint primary key default nextval('data_key_id_seq'),
        master text not null,
        wrapped text not null,
        created_at timestamptz(3) not null default now()
      );
      create table process (
        id uuid primary key,
        role text not null,
        host text not null,
        pid integer not null,
        started_at timestamptz(3) not null default now(),
        heartbeat_at timestamptz(3) not null default now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table process; drop table data_key; drop sequence data_key_id_seq');
  }
}
