import { TooComplex } from '@cube/platform/errors';
import { Gate } from '@cube/platform/gate';
import { eventColumns, type EventRow, toEvent } from '@cube/realtime/event-log/event-reader';
import type { EventKind, LoggedEvent } from '@cube/realtime/event-log/events';
import { lowestIdAt, timeOf } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** What of the log to read. */
export interface Selection {
  readonly kinds: readonly EventKind[];
  /** Of some topics, or of all (null). */
  readonly topics: readonly string[] | null;
  /** What `event_log_words` must match; null for everything. */
  readonly tsquery: string | null;
  readonly from: Date | null;
  /** Before this moment. */
  readonly to: Date | null;
}

/** A part of the log: ids from `low` on, below `high`. */
export interface Span {
  readonly low: string;
  readonly high: string;
}

const day = 24 * 60 * 60 * 1000;
/** Days of the parts in which the log is searched, newest first; the last part is all that is left. */
const parts = [2, 6, 22] as const;
/** Clocks of other machines may go ahead of ours. */
const ahead = day;
/** So many of the newest rows are looked at one by one before the index of words is asked. */
const walked = 200;
/** Milliseconds after which a reader who takes nothing more loses their cursor. */
const stalled = String(60_000);
/** Milliseconds that a search may take. */
const patience = 5000;
/** What part of the connections of a process may search at a time: slow searches must leave some to everything else. */
const shareOfPool = 0.4;

/**
 * Reads the log backwards. Two plans are good, each where the other is bad: walking the newest rows finds what is common
 * at once, and the index of words finds what is rare, or how two common words rarely meet, without touching other rows.
 * PostgreSQL would have to guess which it is, so the newest rows are walked first, and then the index is asked, in one
 * part of time after the other, until enough is found.
 */
@Injectable()
export class LogReader {
  private readonly searches: Gate;

  constructor(private readonly database: DataSource) {
    this.searches = new Gate(Math.max(1, Math.floor((database.options.poolSize ?? 10) * shareOfPool)));
  }

  /** Newest first: events before an id that stood in the log at the seq `upTo`. */
  async page(
    selection: Selection,
    {
      before,
      upTo,
      limit,
    }: { readonly before: string | null; readonly upTo: number; readonly limit: number },
  ): Promise<LoggedEvent[]> {
    return this.patiently(patience, async (manager) => {
      const found: LoggedEvent[] = [];
      let days: number = parts[0];
      let isFirst = true;
      for (let span = spanBelow(selection, before, days); span; span = spanBelow(selection, span.low, days)) {
        const wish = { span, upTo, limit: limit - found.length };
        found.push(...(await newestOf(manager, selection, wish, isFirst)));
        if (found.length >= limit) break;
        isFirst = false;
        days = daysAhead(selection, days, found.length / limit);
      }
      return found;
    });
  }

  /** One entry of one of some kinds. */
  async find(kinds: readonly EventKind[], id: string): Promise<LoggedEvent | null> {
    const [event] = await this.findAll(kinds, [id]);
    return event ?? null;
  }

  /** Those of some entries that are there, in no order. */
  async findAll(kinds: readonly EventKind[], ids: readonly string[]): Promise<LoggedEvent[]> {
    const rows: EventRow[] = await this.database.query(
      `select ${eventColumns} from event_log where kind = any($1) and id = any($2)`,
      [kinds, ids],
    );
    return rows.map(toEvent);
  }

  /**
   * All of a selection, newest first, so many at a time: a cursor of PostgreSQL a day, so that neither side holds more than
   * that, and whoever reads slowly holds no old snapshot for long.
   */
  async *batches(selection: Selection, size = 1000): AsyncGenerator<readonly LoggedEvent[]> {
    const oldest = await this.oldest(selection.kinds);
    if (!oldest) return;
    const days = Math.ceil((Date.now() + ahead - oldest.getTime()) / day);
    const statement = selection.tsquery === null ? walk : indexed;
    for (const span of spansOf(selection, Array<number>(days).fill(1))) {
      if (span.high <= lowestIdAt(oldest)) return;
      const all = { span, upTo: Number.MAX_SAFE_INTEGER, limit: null };
      yield* this.rowsOf(statement(selection, all, eventColumns), size);
    }
  }

  private async *rowsOf([text, values]: Statement, size: number): AsyncGenerator<readonly LoggedEvent[]> {
    const runner = this.database.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query("select set_config('idle_in_transaction_session_timeout', $1, true)", [stalled]);
      await runner.query(`declare newest_first no scroll cursor for ${text}`, values);
      for (let rows: EventRow[] = []; ;) {
        rows = await runner.query(`fetch ${size} from newest_first`);
        if (rows.length > 0) yield rows.map(toEvent);
        if (rows.length < size) break;
      }
    } finally {
      // A connection that PostgreSQL has closed meanwhile has nothing to take back.
      await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }

  private async oldest(kinds: readonly EventKind[]): Promise<Date | null> {
    const branches = kinds.map(
      (_, index) => `(select id from event_log where kind = $${index + 1} order by id limit 1)`,
    );
    const [row] = await this.database.query(
      `select id from (${branches.join(' union all ')}) oldest order by id limit 1`,
      [...kinds],
    );
    return row ? timeOf(row.id) : null;
  }

  /** Runs read-only queries that are given up after so many milliseconds, each for itself. */
  async patiently<Result>(
    milliseconds: number,
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.searches.pass(() =>
        this.database.transaction(async (manager) => {
          // Workers and compiled code are of no use to queries this short, and PostgreSQL takes them for long ones.
          await manager.query(
            `select set_config('statement_timeout', $1, true), set_config('jit', 'off', true),
               set_config('max_parallel_workers_per_gather', '0', true)`,
            [String(Math.ceil(milliseconds))],
          );
          return work(manager);
        }),
      );
    } catch (error) {
      throw isGivenUp(error)
        ? new TooComplex(
            'This search takes too long. Narrow it: by time, bot or kind, or with a word that is less common.',
          )
        : error;
    }
  }
}

/** The part of so many days that ends at an id, or at the end of the selection; null when there is nothing more. */
function spanBelow({ from, to }: Selection, before: string | null, days: number): Span | null {
  const now = new Date(Date.now() + ahead);
  const latest = lowestIdAt(to && to < now ? to : now);
  const high = before !== null && before < latest ? before : latest;
  const low = Math.max(timeOf(high).getTime() - days * day, from?.getTime() ?? 0);
  const span = { low: lowestIdAt(new Date(low)), high };
  return span.low < span.high ? span : null;
}

/**
 * How many days to search next. What was found of a page so far tells how many days hold the rest of it, if hits are
 * spread evenly; of what is so rare that there was none, all that is left is searched at once.
 */
function daysAhead({ tsquery }: Selection, days: number, share: number): number {
  if (tsquery === null) return days * 5;
  return share > 0 ? Math.ceil((days * 1.5) / share) : Number.POSITIVE_INFINITY;
}

/** The parts of time of a selection, newest first: so many days each, and then all that is left. */
export function spansOf(selection: Selection, days: readonly number[] = parts): Span[] {
  const spans: Span[] = [];
  for (const length of [...days, Number.POSITIVE_INFINITY]) {
    const span = spanBelow(selection, spans.at(-1)?.low ?? null, length);
    if (!span) break;
    spans.push(span);
  }
  return spans;
}

interface Wish {
  readonly span: Span;
  readonly upTo: number;
  /** Null for all. */
  readonly limit: number | null;
}

async function newestOf(
  manager: EntityManager,
  selection: Selection,
  wish: Wish & { readonly limit: number },
  isFirst: boolean,
): Promise<LoggedEvent[]> {
  const { tsquery } = selection;
  if (tsquery === null) {
    const rows: EventRow[] = await manager.query(...walk(selection, wish, eventColumns));
    return rows.map(toEvent);
  }
  if (!isFirst) {
    const rows: EventRow[] = await manager.query(...indexed(selection, wish, eventColumns));
    return rows.map(toEvent);
  }
  const [text, values] = walk(selection, { ...wish, limit: walked }, eventColumns);
  const rows: (EventRow & { readonly hit: boolean })[] = await manager.query(
    `select id, seq, kind, topic, subject_kind, subject_id, level, hit, case when hit then data end as data
     from (select *, coalesce(${words} @@ $${values.length + 1}::tsquery, false) as hit from (${text}) walked) looked order by id desc`,
    [...values, tsquery],
  );
  const found = rows.filter(({ hit }) => hit).slice(0, wish.limit);
  const last = rows.at(-1);
  if (rows.length < walked || !last || found.length >= wish.limit) return found.map(toEvent);
  const rest = { span: { ...wish.span, high: last.id }, upTo: wish.upTo, limit: wish.limit - found.length };
  const hits: EventRow[] = await manager.query(...indexed(selection, rest, eventColumns));
  return [...found, ...hits].map(toEvent);
}

/** What the index of words holds of a row. */
export const words = 'event_log_words(kind, topic, subject_id, level, data)';
type Statement = [text: string, values: unknown[]];

/**
 * The newest rows, by the keys of the partitions. With one kind to each branch its primary key gives them in order; with
 * `kind = any` PostgreSQL would read and sort them all.
 */
export function walk({ kinds, topics }: Selection, { span, upTo, limit }: Wish, columns: string): Statement {
  const topic = topics?.length === 1 ? 'topic = ($5::text[])[1]' : '($5::text[] is null or topic = any($5))';
  const branches = kinds.map(
    (_, index) =>
      `(select ${columns} from event_log where kind = $${index + 6} and id >= $1 and id < $2 and seq <= $3
          and ${topic} order by id desc limit $4)`,
  );
  return [
    `select * from (${branches.join(' union all ')}) newest order by id desc limit $4`,
    [span.low, span.high, upTo, limit, topics, ...kinds],
  ];
}

/**
 * The newest hits of the index of words. `offset 0` keeps PostgreSQL from walking all rows in order instead, which it
 * likes when each of several words is common.
 */
export function indexed(
  { kinds, topics, tsquery }: Selection,
  { span, upTo, limit }: Wish,
  columns: string,
): Statement {
  return [
    `select * from (
       select ${columns} from event_log where kind = any($6) and id >= $1 and id < $2 and seq <= $3
         and ($5::text[] is null or topic = any($5)) and ${words} @@ $7::tsquery offset 0
     ) hits order by id desc limit $4`,
    [span.low, span.high, upTo, limit, topics, kinds, tsquery],
  ];
}

/** 57014: PostgreSQL gave a query up. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof QueryFailedError && Object(error.driverError).code === '57014';
