import { Invalid } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { isDead } from '@cube/platform/processes';
import { Subjects } from '@cube/platform/subjects';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { EventLog } from '../event-log/event-log';
import type { NewEvent } from '../event-log/events';
import type { Present } from './present';

/** People in one list; more of them than a page can show are nobody's business. */
const most = 100;

/** Who has the pages of which bot open. It stands in the row of their socket, so that nobody outlasts it. */
@Injectable()
export class Presence {
  constructor(
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly subjects: Subjects,
  ) {}

  /** Notes where the one behind a socket is now; null when they look at no bot. */
  async move(connectionId: string | undefined, botId: string | null): Promise<boolean> {
    if (connectionId === undefined) {
      throw new Invalid('Say this over the WebSocket that the live feed uses: it lasts as long as that.');
    }
    if (botId !== null) this.refuseNoId(botId);
    await this.log.transact(async (manager, emit) => {
      const [row]: { bot_id: string | null }[] = await manager.query(
        'select bot_id from connection where id = $1 for no key update',
        [connectionId],
      );
      if (!row || row.bot_id === botId) return;
      await manager.query(
        'update connection set bot_id = $2::uuid, present_since = case when $2::uuid is not null then now() end where id = $1',
        [connectionId, botId],
      );
      for (const each of [row.bot_id, botId]) if (each !== null) await emit(cameOrWent(each));
    });
    return true;
  }

  /** Everybody who is there, whoever came first first; those of dead processes are not. */
  async at(botId: string): Promise<Present[]> {
    this.refuseNoId(botId);
    return this.database.query(
      `select account_id as "accountId", min(account_name) as "accountName", min(present_since) as since
       from connection where bot_id = $1 and not ${isDead('process_id')}
       group by account_id order by since, account_id limit ${most}`,
      [botId],
    );
  }

  private refuseNoId(botId: string): void {
    if (!isId(botId)) throw this.subjects.of('bot').missing();
  }
}

/** It tells no more than that: who is there is read by whoever may know it. */
export const cameOrWent = (botId: string): NewEvent<'presence.changed'> => ({
  kind: 'presence.changed',
  topic: botId,
  subject: { kind: 'bot', id: botId },
  data: { botId },
});
