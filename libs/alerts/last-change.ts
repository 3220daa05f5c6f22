import { timeOf } from '@cube/realtime/event-log/events';
import type { EntityManager } from 'typeorm';

import type { AlertChange } from './alert.entity';

/**
 * The last change of a configuration before now: of what concerns a bot its newest version (also of its commands and
 * settings); of what concerns the installation the newest version of any bot, or what the audit has of no bot, but
 * for what was done to alerts: no alert comes of that.
 */
export async function lastChangeOf(
  manager: EntityManager,
  botId: string | null,
): Promise<AlertChange | null> {
  const changes = [await newestVersion(manager, botId), botId === null ? await newestAudit(manager) : null];
  const [last] = changes
    .filter((change) => change !== null)
    .sort((one, other) => other.at.localeCompare(one.at));
  return last ?? null;
}

async function newestVersion(manager: EntityManager, botId: string | null): Promise<AlertChange | null> {
  const [row]: { id: string; botId: string; title: string; number: number; who: string; at: Date }[] =
    await manager.query(
      `select id, bot_id as "botId", title, number, actor_name as who, at from version
       where $1::uuid is null or bot_id = $1 order by at desc, id desc limit 1`,
      [botId],
    );
  if (!row) return null;
  const { id, title, number, who, at } = row;
  return {
    at: at.toISOString(),
    who,
    what: `${title} (version ${number})`,
    botId: row.botId,
    versionId: id,
    entryId: null,
  };
}

async function newestAudit(manager: EntityManager): Promise<AlertChange | null> {
  const [row]: { id: string; who: string; what: string }[] = await manager.query(
    `select id, data->>'actorName' as who, data->>'what' as what from event_log
     where kind = 'audit.recorded' and topic is null and data->>'deed' not like 'alert%' order by id desc limit 1`,
  );
  return (
    (row && {
      at: timeOf(row.id).toISOString(),
      who: row.who,
      what: row.what,
      botId: null,
      versionId: null,
      entryId: row.id,
    }) ??
    null
  );
}
