import { createHash } from 'node:crypto';

import { Config } from '@cube/platform/config';
import { Forbidden, Unauthenticated } from '@cube/platform/errors';
import { keyParts } from '@cube/platform/key-format';
import type { Permission } from '@cube/platform/permission';
import { Prepared } from '@cube/platform/prepared';
import type { Viewer } from '@cube/platform/viewer';
import { OnEvent } from '@cube/realtime/bus/on-event';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { accessColumns, accessOf, type AccessRow, isLetIn } from '../holdings';
import type { Person } from '../sessions.service';
import { isWithin } from './address-blocks';

/** Milliseconds for which a row is believed; a key that is revoked is forgotten at once. */
const believedFor = 1000;
const mostBelieved = 10_000;

/** A key as it stands in the database, with what its owner may do. */
export interface HeldKey extends AccessRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Permission[];
  readonly bot_ids: readonly string[] | null;
  readonly addresses: readonly string[];
  readonly budget: number | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  /** Until a second person has agreed to it. */
  readonly is_waiting: boolean;
  /** Until when the secret works that was shown; null for the secret of the last rotation. */
  readonly replaced_until: Date | null;
}

/** By what a key is found. */
type Way = 'hash' | 'id';

const keyWhere = (found: string) => `
  select api_key.id, api_key.name, prefix, scopes, bot_ids, addresses, budget, expires_at, revoked_at, is_waiting,
    case when previous_hash = $1::text then previous_until end as replaced_until, ${accessColumns}
  from api_key join account on account.id = api_key.account_id
  where ${found} and account.network = $2 and ${isLetIn}`;

interface Known {
  readonly key: Promise<HeldKey | null>;
  readonly until: number;
}

/** Finds the key behind what a program shows, and says whom it stands for. */
@Injectable()
export class KeyRing {
  private readonly known = new Map<string, Known>();
  private readonly ways: Readonly<Record<Way, Prepared<HeldKey>>>;

  constructor(
    private readonly database: DataSource,
    private readonly config: Config,
  ) {
    this.ways = {
      // By its hash: how long it takes to compare one says nothing about a secret.
      hash: new Prepared(database, keyWhere('(api_key.hash = $1 or api_key.previous_hash = $1)')),
      id: new Prepared(database, keyWhere('api_key.id = $1::uuid')),
    };
  }

  /** What a key may do has changed. Whoever changed it in this process need not wait for the event. */
  @OnEvent('key.changed', 'account.changed', 'member.changed')
  forget(): void {
    this.known.clear();
  }

  /** The key of a secret. Throws when it is wrong, has ended, or comes from where it may not. */
  async keyOf(secret: string, address: string): Promise<HeldKey> {
    // The checksum keeps most nonsense from the database. It is no secret, so how long it takes tells nothing.
    const key = keyParts(secret) && (await this.look('hash', hashOfKey(secret)));
    return usable(key, address);
  }

  /** The key of an access token that was made from it. */
  async keyById(id: string, address: string): Promise<HeldKey> {
    return usable(await this.look('id', id), address);
  }

  private async look(by: Way, value: string): Promise<HeldKey | null> {
    const which = `${by}:${value}`;
    const known = this.known.get(which);
    if (known && known.until > Date.now()) return known.key;
    const key = this.ways[by].run([value, this.config.discord.network]).then(([row]) => row ?? null);
    if (this.known.size >= mostBelieved) this.known.clear();
    this.known.set(which, { key, until: Date.now() + believedFor });
    key.catch(() => this.known.delete(which));
    return key;
  }

  /** Notes where a key was last used, to the minute. */
  async used({ sessionId, origin }: Viewer): Promise<void> {
    await this.database.query(
      `update api_key set last_used_at = now(), last_used_address = $2
       where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [sessionId, origin.address],
    );
  }
}

export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Whom a key stands for; an access token of it may be narrower, and ends earlier. */
export function personOf(
  key: HeldKey,
  token?: { readonly scopes: readonly Permission[]; readonly endsAt: Date },
): Person {
  const ends = [key.expires_at, key.replaced_until, token?.endsAt ?? null].filter((end) => end !== null);
  const scopes = token?.scopes ?? key.scopes;
  const endsAt = ends.sort((a, b) => a.getTime() - b.getTime())[0];
  return {
    accountId: key.account_id,
    sessionId: key.id,
    by: 'key',
    name: `${key.account_name} (key ${key.name})`,
    access: accessOf(key).limitedTo(
      scopes.filter((scope) => key.scopes.includes(scope)),
      key.bot_ids,
    ),
    budget: key.budget,
    ...(endsAt && { endsAt }),
  };
}

function usable(key: HeldKey | null, address: string): HeldKey {
  if (!key) throw new Unauthenticated('This API key is not valid: copy it again, or make another.');
  if (key.revoked_at) throw new Unauthenticated('This API key was revoked: make another.');
  if (key.is_waiting) throw new Unauthenticated('This API key waits for a second person to agree to it.');
  if (isOver(key.expires_at)) throw new Unauthenticated('This API key has expired: make another.');
  if (isOver(key.replaced_until)) {
    throw new Unauthenticated('This secret of the API key was replaced: use the new one.');
  }
  if (key.addresses.length > 0 && !isWithin(key.addresses, address)) {
    throw new Forbidden(`This API key does not work from ${address}: its owner can allow that address.`);
  }
  return key;
}

const isOver = (end: Date | null): boolean => end !== null && end.getTime() <= Date.now();
