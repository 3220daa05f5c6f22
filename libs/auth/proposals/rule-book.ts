import { Config } from '@cube/platform/config';
import { Permission } from '@cube/platform/permission';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { isLetIn } from '../holdings';
import { permissionsOf, roles } from '../roles';
import type { DangerousDeed } from './proposal.entity';

const approving = roles.filter((role) => permissionsOf[role].includes(Permission.APPROVE));

/** For which deeds two people must agree, as it is written down, and how many could. */
@Injectable()
export class RuleBook {
  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  async deeds(): Promise<readonly DangerousDeed[]> {
    const rows: { deed: DangerousDeed }[] = await this.database.query(
      'select deed from two_person_rule order by deed',
    );
    return rows.map(({ deed }) => deed);
  }

  async write(deeds: readonly DangerousDeed[]): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.query('delete from two_person_rule');
      await manager.query('insert into two_person_rule (deed) select unnest($1::text[])', [deeds]);
    });
  }

  async approvers(): Promise<number> {
    const [{ count }] = await this.database.query(
      `select count(*)::int as count from account where network = $1 and role = any($2) and ${isLetIn}`,
      [this.config.discord.network, approving],
    );
    return Number(count);
  }
}
