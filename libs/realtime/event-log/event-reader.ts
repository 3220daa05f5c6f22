import { ask } from '@cube/platform/prepared';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Position } from './cursor';
import { type EventKind, type EventLevel, type LoggedEvent, lowestIdAt } from './events';

/** A row as PostgreSQL gives it; `data` is what `EventLog` wrote for this kind. */
export interface EventRow {
  readonly id: string;
  readonly seq: string;
  readonly kind: EventKind;
  readonly topic: string | null;
  readonly subject_kind: string | null;
  readonly subject_id: string | null;
  readonly level: EventLevel;
  readonly data: never;
}

/** What to read: events of some kinds, of some topics or of all (`null`). */
export interface EventSelection {
  readonly kinds: readonly EventKind[];
  readonly topics: readonly string[] | null;
}

/** How far back in time an event that arrives only now may have been made, unless the log says that a late one came. */
const latest = 24 * 60 * 60 * 1000;
export const eventColumns = 'id, seq, kind, topic, subject_kind, subject_id, level, data';

/** One row without an event, when there is none. */
type RowSince = (EventRow | { readonly id: null }) & { readonly late: string };

const since = `
  select late_seq as late, event.* from event_log_state left join lateral (
    select ${eventColumns} from event_log where seq > $1 and id > $2 and ($4::text[] is null or kind = any($4)) order by seq limit $3
  ) event on true order by seq`;

@Injectable()
export class EventReader {
  constructor(private readonly database: DataSource) {}

  /** Where the log ends now, and the highest seq that retention has dropped of some kinds, or of all (null). */
  async ends(kinds: readonly EventKind[] | null = null): Promise<Position & { readonly dropped: number }> {
    const [row] = await this.database.query(
      `select epoch, greatest(dropped_seq, late_seq)::text as known,
         (select max(seq) from event_log where id > $1)::text as recent,
         (select max(dropped_seq) from event_log_kind where $2::text[] is null or kind = any($2))::text as dropped
       from event_log_state`,
      [lowestIdAt(new Date(Date.now() - latest)), kinds],
    );
    const recent = row.recent ?? (await this.lastSeq());
    const seq = Math.max(Number(row.known), Number(recent));
    return { epoch: String(row.epoch), seq, dropped: Number(row.dropped) };
  }

  /** Of all days: nothing happened for a day. */
  private async lastSeq(): Promise<string> {
    const [{ seq }] = await this.database.query('select coalesce(max(seq), 0)::text as seq from event_log');
    return seq;
  }

  /** What came after a seq, of some kinds or of all (null), for the tail, in commit order. */
  async newest(after: number, kinds: readonly EventKind[] | null, limit: number): Promise<LoggedEvent[]> {
    const recent = lowestIdAt(new Date(Date.now() - latest));
    const rows = await this.since(after, recent, kinds, limit);
    // An event that waited for long lies in a partition that was not looked at.
    const isLate = Number(rows[0]?.late) > after;
    const all = isLate ? await this.since(after, lowestIdAt(new Date(0)), kinds, limit) : rows;
    return all.flatMap((row) => (row.id === null ? [] : [toEvent(row)]));
  }

  private since(
    after: number,
    id: string,
    kinds: readonly EventKind[] | null,
    limit: number,
  ): Promise<RowSince[]> {
    return ask(this.database, { text: since, values: [after, id, limit, kinds] });
  }

  /** What a subscriber missed: events after a seq, up to another, in commit order. */
  async missed(
    selection: EventSelection,
    after: number,
    upTo: number,
    limit: number,
  ): Promise<LoggedEvent[]> {
    const rows: EventRow[] = await this.database.query(
      `select ${eventColumns} from event_log
       where kind = any($1) and ($2::text[] is null or topic = any($2)) and seq > $3 and seq <= $4 order by seq limit $5`,
      [selection.kinds, selection.topics, after, upTo, limit],
    );
    return rows.map(toEvent);
  }

  async find(kind: EventKind, id: string): Promise<LoggedEvent | null> {
    const rows: EventRow[] = await this.database.query(
      `select ${eventColumns} from event_log where kind = $1 and id = $2`,
      [kind, id],
    );
    return rows[0] ? toEvent(rows[0]) : null;
  }
}

export function toEvent(row: EventRow): LoggedEvent {
  return {
    id: row.id,
    seq: Number(row.seq),
    kind: row.kind,
    topic: row.topic,
    subject: row.subject_kind && row.subject_id ? { kind: row.subject_kind, id: row.subject_id } : null,
    level: row.level,
    data: row.data,
  };
}
