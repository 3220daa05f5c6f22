import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GuildRoles1763000820000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table guild_role (
        network text not null,
        id bigint not null,
        guild_id bigint not null,
        name text not null,
        color integer not null,
        position integer not null,
        managed boolean not null,
        permissions text not null,
        primary key (network, id),
        foreign key (network, guild_id) references guild on delete cascade
      );
      create index guild_role_by_guild on guild_role (network, guild_id, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table guild_role');
  }
}
