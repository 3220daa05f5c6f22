import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { isDead, Processes } from '@cube/platform/processes';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { EventLog } from '../event-log/event-log';
import type { Change } from '../event-log/events';
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
  ) {}

  list(page: PageArgs): Promise<Connection<LiveConnection>> {
    const living = this.rows.createQueryBuilder('connection').where(`not ${isDead('connection.process_id')}`);
    return paginate(living, page, { by: 'openedAt', direction: 'DESC' });
  }

  async opened(id: string, { accountId, name, sessionId, origin }: Viewer): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.query(`delete from connection where ${isDead('process_id')}`);
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

  async closed(ids: readonly string[]): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      await manager.delete(LiveConnection, { id: In([...ids]) });
      for (const id of ids) await emit(changed(id, 'REMOVED'));
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
