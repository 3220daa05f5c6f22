import { TooComplex } from '@cube/platform/errors';
import { ResponseCache } from '@cube/platform/response-cache';
import { lowestIdAt, timeOf } from '@cube/realtime/event-log/events';
import { Injectable } from '@nestjs/common';

import { indexed, LogReader, type Selection, type Span, spansOf, walk, words } from './log-reader';

/** How often a value stands in the entries that were counted. */
export interface ValueCount {
  readonly value: string;
  readonly label: string | null;
  readonly count: number;
}
export const facetNames = ['kind', 'level', 'bot', 'guild', 'command', 'outcome', 'user'] as const;
export type FacetName = (typeof facetNames)[number];

/** The counts of the newest entries of a selection. */
export interface FacetCounts {
  readonly counted: number;
  /** False when there are older entries, which were not counted. */
  readonly isComplete: boolean;
  /** The oldest that was counted. */
  readonly since: Date | null;
  readonly values: Readonly<Record<FacetName, readonly ValueCount[]>>;
}

/** Entries that are counted for facets, and values of each that are told. */
const mostCounted = 5000;
const mostValues = 20;
/** Milliseconds that facets, and a histogram, may take. */
const patience = 3000;

const facetColumns = `id, kind, level, data->>'botId' as bot, data->>'guildId' as guild, data->>'guildName' as guild_name,
  data->>'command' as command, data->>'outcome' as outcome,
  coalesce(data->>'userId', data->>'actorId', case when kind = 'request.served' then data->>'accountId' end) as actor,
  coalesce(data->>'userName', data->>'actorName', data->>'accountName') as actor_name`;

interface Group {
  readonly name: FacetName | '';
  readonly value: string;
  readonly label: string | null;
  readonly count: number;
}

/** The counts of a selection by time. */
interface Bars {
  readonly bars: readonly Bar[];
  readonly since: Date;
  readonly isComplete: boolean;
}
interface Times {
  readonly selection: Selection;
  readonly bounds: readonly Date[];
}

/** One bar: so many entries from a moment on. */
export interface Bar {
  readonly from: Date;
  readonly count: number;
}

/** Counts that are kept: of all that people look at at a time. */
const mostKept = 300;

/** Counting reads thousands of rows, and a count of some seconds ago does: a selection says also what its asker may see. */
@Injectable()
export class LogCounts {
  private readonly lately = new ResponseCache(mostKept, (selection: Selection) =>
    this.countFacets(selection),
  );
  private readonly latelyByTime = new ResponseCache(mostKept, (times: Times) => this.countByTime(times));

  constructor(private readonly reader: LogReader) {}

  /** What the newest entries of a selection have in common, for whoever wants to narrow it. */
  facets(selection: Selection): Promise<FacetCounts> {
    return this.lately.get(selection);
  }

  /**
   * Entries by time, from the bar of `bounds[0]` on; the last bound ends the last bar. Counts from the newest bar
   * backwards and stops when it takes too long: `since` says back to when.
   */
  histogram(selection: Selection, bounds: readonly Date[]): Promise<Bars> {
    return this.latelyByTime.get({ selection, bounds });
  }

  private countFacets(selection: Selection): Promise<FacetCounts> {
    return this.reader.patiently(patience, async (manager) => {
      const groups: Group[] = [];
      let counted = 0;
      let oldest: string | null = null;
      for (const span of spansOf(selection)) {
        const wish = { span, upTo: Number.MAX_SAFE_INTEGER, limit: mostCounted - counted };
        const [text, values] = (selection.tsquery === null ? walk : indexed)(selection, wish, facetColumns);
        const found: Group[] = await manager.query(
          `with hits as materialized (${text})
           select name, value, max(label) as label, count(*)::int as count
           from hits, lateral (values ('kind', kind, null), ('level', level, null), ('bot', bot, null),
             ('guild', guild, guild_name), ('command', command, null), ('outcome', outcome, null),
             ('user', actor, actor_name)) as of(name, value, label)
           where value is not null group by name, value
           union all select '', min(id::text), null, count(*)::int from hits having count(*) > 0`,
          values,
        );
        for (const group of found) {
          if (group.name !== '') continue;
          counted += group.count;
          oldest = group.value;
        }
        groups.push(...found);
        if (counted >= mostCounted) break;
      }
      return {
        counted,
        isComplete: counted < mostCounted,
        since: oldest === null ? null : timeOf(oldest),
        values: byName(groups),
      };
    });
  }

  private async countByTime({ selection, bounds }: Times): Promise<Bars> {
    const ids = bounds.map(lowestIdAt);
    const counts = new Map<number, number>();
    const end = Date.now() + patience;
    let reached = bounds.length - 1;
    // Ever more bars at once: the newest are there in any case, and a long time does not take many queries.
    for (let step = Math.ceil(reached / 8); reached > 0; step *= 2) {
      const first = Math.max(0, reached - step);
      const span = { low: ids[first] ?? '', high: ids[reached] ?? '' };
      const rows = await this.countBars(selection, span, ids, end - Date.now());
      if (!rows) break;
      rows.forEach(({ bar, count }) => counts.set(bar - 1, count));
      reached = first;
    }
    const bars = bounds.slice(0, -1).map((from, index) => ({ from, count: counts.get(index) ?? 0 }));
    return { bars: bars.slice(reached), since: bounds[reached] ?? new Date(), isComplete: reached === 0 };
  }

  /** Null when there is no time left for it. */
  private async countBars(
    { kinds, topics, tsquery }: Selection,
    span: Span,
    ids: readonly string[],
    milliseconds: number,
  ): Promise<readonly { readonly bar: number; readonly count: number }[] | null> {
    if (milliseconds <= 0) return null;
    const sought = tsquery === null ? '$6::text is null' : `${words} @@ $6::tsquery`;
    try {
      return await this.reader.patiently(milliseconds, (manager) =>
        manager.query(
          `select width_bucket(id, $1::uuid[]) as bar, count(*)::int as count from event_log
           where kind = any($2) and ($3::text[] is null or topic = any($3)) and id >= $4 and id < $5
             and ${sought} group by bar`,
          [ids, kinds, topics, span.low, span.high, tsquery],
        ),
      );
    } catch (error) {
      if (error instanceof TooComplex) return null;
      throw error;
    }
  }
}

function byName(groups: readonly Group[]): FacetCounts['values'] {
  const merged = new Map<string, Group>();
  for (const group of groups) {
    const key = `${group.name} ${group.value}`;
    const known = merged.get(key);
    merged.set(key, known ? { ...known, count: known.count + group.count } : group);
  }
  const sorted = [...merged.values()].toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value));
  const of = (name: FacetName) => sorted.filter((group) => group.name === name).slice(0, mostValues);
  return {
    kind: of('kind'),
    level: of('level'),
    bot: of('bot'),
    guild: of('guild'),
    command: of('command'),
    outcome: of('outcome'),
    user: of('user'),
  };
}
