import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { isId } from '@cube/platform/ids';
import { rowsById, type RowSelection } from '@cube/platform/rows';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { Alert } from './alert.entity';
import type { AlertState } from './alert-kinds';

/** What fires, and what did. */
@Injectable()
export class Alerts {
  readonly byId;

  constructor(@InjectRepository(Alert) private readonly rows: Repository<Alert>) {
    this.byId = rowsById(rows);
  }

  /** Newest first. */
  list(
    page: PageArgs,
    { state, ruleId }: { readonly state?: AlertState; readonly ruleId?: string },
    selection?: RowSelection,
  ): Promise<Connection<Alert>> {
    const query = this.rows.createQueryBuilder('alert').where("alert.state <> 'PENDING'");
    if (state) query.andWhere('alert.state = :state', { state });
    if (ruleId !== undefined) query.andWhere(isId(ruleId) ? 'alert.ruleId = :ruleId' : 'false', { ruleId });
    return paginate(query, page, { by: 'firedAt', direction: 'DESC' }, selection);
  }
}
