import { Access } from '@cube/platform/viewer';
import { LRUCache } from 'lru-cache';

import { type BotRole, type Role, rulesOf } from './roles';

/** SQL: the columns of an `account` from which follows what it may do. */
export const accessColumns = `account.id as account_id, account.name as account_name, account.role,
  (select json_object_agg(role, ids) from (
     select role, json_agg(bot_id order by bot_id) as ids from bot_member
     where account_id = account.id group by role) held) as bots,
  array(select guild_id::text from managed_guild
    where account_id = account.id and seen_at > now() - interval '1 day' order by guild_id) as guild_ids`;

/** SQL: true of an `account` that may do anything at all. */
export const isLetIn = `account.state = 'APPROVED'`;

export interface AccessRow {
  readonly account_id: string;
  readonly account_name: string;
  readonly role: Role;
  readonly bots: Partial<Record<BotRole, string[]>> | null;
  readonly guild_ids: readonly string[];
}

/** What people hold, as text, and what follows from it: nearly every request asks, and few answers differ. */
const known = new LRUCache<string, Access>({ max: 1000 });

export function accessOf({ role, bots, guild_ids: guildIds }: AccessRow): Access {
  const holdings = JSON.stringify([role, bots, guildIds]);
  const access = known.get(holdings) ?? Access.of(rulesOf(role, { bots: bots ?? {}, guildIds }));
  known.set(holdings, access);
  return access;
}
