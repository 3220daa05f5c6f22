import { isDeepStrictEqual } from 'node:util';

import type { Actor } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { State, VersionSubject } from './version.entity';

/** Who changes something; null is the product itself. `restoredFrom` is the number of the version that they bring back. */
export type Author = (Actor & { readonly restoredFrom?: number }) | null;

/** One change, as the room that owns the thing tells it. */
export interface RecordedChange extends VersionSubject {
  /** What the thing is called, for people: it may be gone when they read it. */
  readonly title: string;
  readonly author: Author;
  /** As it was, read in the transaction of the change from a row that is locked; null for what is new. */
  readonly before: State | null;
  /** As it is now; null for what was deleted. */
  readonly after: State | null;
  /** Names of fields that changed and whose values must not be kept. */
  readonly secrets?: readonly string[];
}

/** Writes the versions of things. They stand in a table of their own, which the retention of the log leaves alone. */
@Injectable()
export class Versions {
  constructor(private readonly log: EventLog) {}

  /**
   * Writes a change down, in the transaction of the change itself (`EventLog.transact`). Resolves with the number of the
   * version; null when nothing changed, and then nothing is written.
   */
  async record(manager: EntityManager, change: RecordedChange): Promise<number | null> {
    const { kind, botId, subjectId, title, author, secrets = [] } = change;
    const before = plain(change.before);
    const after = plain(change.after);
    if (secrets.length === 0 && isDeepStrictEqual(before, after)) return null;
    // Whoever changes the same thing waits for the number, so that there are no gaps and no two of one.
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `version:${botId}:${kind}:${subjectId}`,
    ]);
    const id = uuid();
    const [row]: { number: number }[] = await manager.query(
      `insert into version (id, bot_id, kind, subject_id, number, title, actor_id, actor_name, by, restored_from,
         secrets, before, after)
       select $1::uuid, $2::uuid, $3::text, $4::text, coalesce(max(number), 0) + 1, $5, $6::uuid, $7, $8,
         $9::integer, $10::text[], $11::jsonb, $12::jsonb
       from version where bot_id = $2 and kind = $3 and subject_id = $4
       returning number`,
      [
        id,
        botId,
        kind,
        subjectId,
        title,
        author?.accountId ?? null,
        author?.name ?? 'Social Cube',
        author?.by ?? 'system',
        author?.restoredFrom ?? null,
        secrets,
        before && JSON.stringify(before),
        after && JSON.stringify(after),
      ],
    );
    await this.log.emit(manager, {
      kind: 'version.added',
      topic: botId,
      subject: { kind: 'version', id },
      data: { botId, versionId: id, kind },
    });
    return row?.number ?? null;
  }
}

/** As JSON keeps it, so that what is left out equals what is undefined. */
const plain = (state: State | null): State | null => state && JSON.parse(JSON.stringify(state));
