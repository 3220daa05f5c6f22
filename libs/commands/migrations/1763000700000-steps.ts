import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Steps1763000700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table command add steps jsonb;
      update command set steps = jsonb_build_array(jsonb_build_object('kind', 'reply', 'content', response))
        where response is not null;
      alter table command drop response;
      alter table command
        add shape jsonb not null default '{}',
        add handler text,
        add suggestions jsonb not null default '{}',
        add audience jsonb not null default '{}',
        add throttles jsonb not null default '[]';
      alter table command_sync add looked_at timestamptz(3), add drift text;
      create table command_off (
        command_id uuid not null references command on delete cascade,
        guild_id bigint not null,
        primary key (command_id, guild_id)
      );
      create table bot_variable (
        bot_id uuid not null references bot on delete cascade,
        guild_id bigint not null,
        name text not null,
        value text not null,
        primary key (bot_id, guild_id, name)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table bot_variable, command_off;
      alter table command_sync drop looked_at, drop drift;
      alter table command drop shape, drop handler, drop suggestions, drop audience, drop throttles;
      alter table command add response text;
      update command set response = steps->0->>'content' where steps is not null;
      alter table command drop steps;
    `);
  }
}
