import type { Emit } from '@cube/realtime/event-log/event-log';
import type { EntityManager } from 'typeorm';

/** Ends the sessions of an account, all or all but one, in the transaction of their reason; their sockets hear of it at once. */
export async function endSessions(
  { manager, emit }: { readonly manager: EntityManager; readonly emit: Emit },
  accountId: string,
  why: string,
  except: string | null = null,
): Promise<number> {
  // TypeORM answers a deletion with [rows, count].
  const [ended]: [{ id: string; device: string }[], number] = await manager.query(
    'delete from session where account_id = $1 and ($2::uuid is null or id <> $2) returning id, device',
    [accountId, except],
  );
  for (const { id, device } of ended) {
    await emit({
      kind: 'session.changed',
      topic: accountId,
      subject: { kind: 'session', id },
      data: { accountId, sessionId: id, change: 'REMOVED', what: `A session with ${device} ended: ${why}` },
    });
  }
  return ended.length;
}
