import { createHash } from 'node:crypto';

import { Secrets } from '@cube/platform/secrets';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** Where the chain of the audit stands; whoever keeps one elsewhere can tell later whether its end was cut off. */
export interface ChainHead {
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export interface ChainReport {
  /** Entries that are there and as they were written. */
  readonly entries: number;
  /** Entries that retention has removed. */
  readonly removed: number;
  readonly head: ChainHead;
  /** The first link that does not hold; null when all do. */
  readonly broken: { readonly seq: number; readonly what: string } | null;
}

interface Tombstone {
  readonly through: number;
  readonly hash: string;
  readonly removed: number;
  readonly stragglers: readonly number[];
  readonly signature: string;
}

interface Link extends ChainHead {
  readonly id: string;
  readonly previous: string;
}

interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly content: string;
}

type Broken = NonNullable<ChainReport['broken']>;

const genesis = '00'.repeat(32);
const purpose = 'audit tombstone';
const page = 1000;
const content = 'jsonb_build_array(id, seq, topic, subject_kind, subject_id, level, data)::text';

/** The hash chain over the audit: made by the database as entries come in, walked and cut here. */
@Injectable()
export class AuditChain {
  constructor(
    private readonly database: DataSource,
    private readonly secrets: Secrets,
  ) {}

  /** Walks the chain from its beginning, or from the last tombstone. `noted` is a head that was noted down earlier. */
  async verify(noted: ChainHead | null = null): Promise<ChainReport> {
    const alone = this.database.createQueryRunner();
    try {
      await alone.connect();
      // Retention waits, from before our snapshot on: a partition that is dropped is gone for older snapshots too.
      await alone.query("select pg_advisory_lock_shared(hashtext('event_log_retention'))");
      await alone.startTransaction('REPEATABLE READ');
      return await this.walk(alone.manager, noted);
    } finally {
      if (alone.isTransactionActive) await alone.rollbackTransaction();
      await alone.query("select pg_advisory_unlock_shared(hashtext('event_log_retention'))");
      await alone.release();
    }
  }

  /**
   * Cuts off the beginning of the chain, as far as it holds entries that were removed just now (`seqs`), and signs that.
   * Runs in the transaction of the removal. What stands behind an entry that stays is a straggler: its link stays.
   */
  async bury(manager: EntityManager, seqs: readonly string[], sign: (text: string) => string): Promise<void> {
    const last = await this.lastTombstone(manager);
    const gone = [...seqs, ...(last?.stragglers ?? [])];
    const [{ through }] = await manager.query(
      `select max(seq)::text as through from audit_link where seq < coalesce(
         (select min(seq) from audit_link where seq <> all($1::bigint[])), 9223372036854775807)`,
      [gone],
    );
    const [cut] = await manager.query(
      `select seq::text, encode(hash, 'hex') as hash from audit_link where seq = $1`,
      [through],
    );
    const tombstone = {
      through: Number(cut?.seq ?? last?.through ?? 0),
      hash: String(cut?.hash ?? last?.hash ?? genesis),
      removed: (last?.removed ?? 0) + seqs.length,
      stragglers: gone.map(Number).filter((seq) => seq > Number(cut?.seq ?? last?.through ?? 0)),
    };
    await manager.query(
      `insert into audit_tombstone (through_seq, through_hash, removed, stragglers, signature)
       values ($1, decode($2, 'hex'), $3, $4, $5)`,
      [tombstone.through, tombstone.hash, tombstone.removed, tombstone.stragglers, sign(textOf(tombstone))],
    );
    await manager.query('delete from audit_link where seq <= $1', [tombstone.through]);
  }

  /** To be asked for before the transaction, which must not wait for a second connection. */
  async signer(): Promise<(text: string) => string> {
    return this.secrets.signer(purpose);
  }

  private async walk(manager: EntityManager, noted: ChainHead | null): Promise<ChainReport> {
    const tombstone = await this.lastTombstone(manager);
    const [head] = await manager.query(`select seq::text, encode(hash, 'hex') as hash from audit_head`);
    let at: ChainHead = { seq: tombstone?.through ?? 0, hash: tombstone?.hash ?? genesis };
    let entries = 0;
    const report = (broken: Broken | null): ChainReport => ({
      entries,
      removed: tombstone?.removed ?? 0,
      head: at,
      broken,
    });
    if (tombstone && !(await this.secrets.isSigned(textOf(tombstone), tombstone.signature, purpose))) {
      return report({ seq: at.seq, what: 'The tombstone was not signed by this installation' });
    }
    const dead = new Set(tombstone?.stragglers);
    let after = 0;
    for (;;) {
      const links = await this.links(manager, after);
      const until = links.length < page ? Number.MAX_SAFE_INTEGER : (links.at(-1)?.seq ?? 0);
      const found = new Map((await this.entries(manager, after, until)).map((entry) => [entry.seq, entry]));
      for (const link of links) {
        const entry = found.get(link.seq);
        found.delete(link.seq);
        const [stranger] = found.keys();
        if (stranger !== undefined && stranger < link.seq) return report(slippedIn(stranger));
        const what = problemOf(link, entry, at, dead);
        if (what) return report({ seq: link.seq, what });
        if (entry) entries += 1;
        at = { seq: link.seq, hash: link.hash };
        if (noted?.seq === at.seq && noted.hash !== at.hash)
          return report({ seq: at.seq, what: 'It is not the entry that was noted' });
      }
      const [stranger] = found.keys();
      if (stranger !== undefined) return report(slippedIn(stranger));
      if (links.length < page) break;
      after = until;
    }
    // A chain of which all was removed ends where its tombstone says.
    if (head?.hash !== at.hash)
      return report({ seq: at.seq, what: 'What came after this entry was removed' });
    return report(
      noted && noted.seq > at.seq ? { seq: at.seq, what: 'The entry that was noted is gone' } : null,
    );
  }

  private async links(manager: EntityManager, after: number): Promise<readonly Link[]> {
    const rows = await manager.query(
      `select seq::text, id, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
       from audit_link where seq > $1 order by audit_link.seq limit $2`,
      [after, page],
    );
    return rows.map((row: Record<keyof Link, string>) => ({ ...row, seq: Number(row.seq) }));
  }

  private async entries(manager: EntityManager, after: number, until: number): Promise<readonly Entry[]> {
    const rows = await manager.query(
      `select seq::text, id, ${content} as content from event_log
       where kind = 'audit.recorded' and seq > $1 and seq <= $2 order by event_log.seq`,
      [after, until],
    );
    return rows.map((row: Record<keyof Entry, string>) => ({ ...row, seq: Number(row.seq) }));
  }

  private async lastTombstone(manager: EntityManager): Promise<Tombstone | null> {
    const [row] = await manager.query(
      `select through_seq::text as through, encode(through_hash, 'hex') as hash, removed::text, stragglers, signature
       from audit_tombstone order by id desc limit 1`,
    );
    if (!row) return null;
    return {
      through: Number(row.through),
      hash: String(row.hash),
      removed: Number(row.removed),
      stragglers: row.stragglers.map(Number),
      signature: String(row.signature),
    };
  }
}

const slippedIn = (seq: number): Broken => ({ seq, what: 'This entry was put in beside the log' });

function problemOf(
  link: Link,
  entry: Entry | undefined,
  before: ChainHead,
  dead: ReadonlySet<number>,
): string | null {
  if (link.previous !== before.hash) return 'This entry does not follow the one before it';
  // Of a straggler there is nothing left to compare; that it was there is signed.
  if (!entry) return dead.has(link.seq) ? null : 'This entry was removed';
  const hash = createHash('sha256')
    .update(Buffer.from(link.previous, 'hex'))
    .update(entry.content)
    .digest('hex');
  return hash === link.hash && entry.id === link.id ? null : 'This entry was changed';
}

const textOf = ({ through, hash, removed, stragglers }: Omit<Tombstone, 'signature'>): string =>
  JSON.stringify([through, hash, removed, stragglers]);
