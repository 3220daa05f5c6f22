import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Uploads1763000540000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table upload (
        id uuid primary key,
        kind text not null,
        subject_id uuid not null unique,
        type text not null,
        bytes bytea not null,
        checksum text not null,
        created_at timestamptz(3) not null default now()
      );
      -- A picture goes with what it is of.
      create function upload_forget() returns trigger language plpgsql as $$
      begin
        delete from upload where subject_id = old.id;
        return old;
      end $$;
      create trigger upload_of_bot after delete on bot for each row execute function upload_forget();
      create trigger upload_of_account after delete on account for each row execute function upload_forget();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger upload_of_account on account;
      drop trigger upload_of_bot on bot;
      drop function upload_forget();
      drop table upload;
    `);
  }
}
