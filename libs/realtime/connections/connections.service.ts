import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { messageOf, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Logger } from '@cube/platform/logger';
import { isDead, Processes } from '@cube/platform/processes';
import type { RowSelection } from '@cube/platform/rows';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { EventLog } from '../event-log/event-log';
import type { Change } from '../event-log/events';
import { cameOrWent } from '../presence/presence.service';
import { LiveConnection } from './live-connection.entity';

/** The open WebSockets of all api processes. */
@Injectable()
export class Connections {
  readonly byId = new Batch<string, LiveConnection>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((connection) => [connection.id, connection]));
  });

  constructor(
    @InjectRepository(LiveConnection) private readonly rows: Repository<LiveConnection>,
    private readonly log: EventLog,
    private readonly processes: Processes,
    private readonly logger: Logger,
  ) {}

  list(page: PageArgs, selection?: RowSelection): Promise<Connection<LiveConnection>> {
    const living = this.rows.createQueryBuilder('connection').where(`not ${isDead('connection.process_id')}`);
    return paginate(living, page, { by: 'openedAt', direction: 'DESC' }, selection);
  }

  async opened(id: string, { accountId, name, sessionId, origin }: Viewer): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.insert(LiveConnection, {
        id,
        processId: this.processes.id,
        accountId,
        accountName: name,
        sessionId,
        ...origin,
      });
      await emit(changed(id, 'ADDED'));
    });
  }

  closed(ids: readonly string[]): Promise<void> {
    return this.remove('id = any($1)', [ids]);
  }

  /** Removes what processes left behind that died, and says so; each api looks, and one of them finds it. */
  async sweep(): Promise<void> {
    try {
      const found = await this.rows.query(`select from connection where ${isDead('process_id')} limit 1`);
      if (found.length > 0) await this.remove(isDead('process_id'), []);
    } catch (error) {
      this.logger.warn(
        `Connections of dead processes stay listed for now: ${messageOf(error)}`,
        'Connections',
      );
    }
  }

  /** `which` is trusted SQL. */
  private async remove(which: string, values: readonly unknown[]): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      // TypeORM answers a deletion with [rows, count].
      const [gone]: [{ id: string; bot_id: string | null }[], number] = await manager.query(
        `delete from connection where ${which} returning id, bot_id`,
        [...values],
      );
      for (const { id } of gone) await emit(changed(id, 'REMOVED'));
      const left = new Set(gone.flatMap(({ bot_id: botId }) => botId ?? []));
      for (const botId of left) await emit(cameOrWent(botId));
    });
  }

  /** Asks whichever api process holds the socket to close it. */
  async close(id: string): Promise<LiveConnection> {
    return this.log.transact(async (manager, emit) => {
      const connection = isId(id) ? await manager.findOneBy(LiveConnection, { id }) : null;
      if (!connection) throw new NotFound('This connection is closed already.');
      await manager.update(LiveConnection, { id }, { isClosing: true });
      await emit({
        ...changed(id, 'UPDATED'),
        data: { connectionId: id, change: 'UPDATED', isClosing: true },
      });
      return { ...connection, isClosing: true };
    });
  }
}

const changed = (id: string, change: Change) => ({
  kind: 'connection.changed' as const,
  topic: null,
  subject: { kind: 'connection', id },
  data: { connectionId: id, change, isClosing: false },
});
