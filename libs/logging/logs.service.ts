import { type PageArgs, pageSize, toConnection } from '@cube/platform/connection';
import { Forbidden, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Permission } from '@cube/platform/permission';
import { believedFor } from '@cube/platform/response-cache';
import type { Viewer } from '@cube/platform/viewer';
import { toCursor } from '@cube/realtime/event-log/cursor';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { LogCounts, type ValueCount } from './log-counts';
import {
  isReadable,
  kindName,
  type LogEntry,
  type LogEntryConnection,
  LogKind,
  logKinds,
  toLogEntry,
} from './log-entry';
import type { LogFacets, LogFacetValue, LogHistogram } from './log-facets';
import { type LogFilter, matcherOf, Sought } from './log-filter';
import { LogReader, type Selection } from './log-reader';
import { ResolvedError } from './resolved-error.entity';

const hour = 60 * 60 * 1000;
/** Bots of a viewer that are sought by the index of words; more of them are compared row by row. */
const mostMarked = 50;

/** The event log as people read it. */
@Injectable()
export class Logs {
  /** When a fault was last dealt with, by its fingerprint. */
  readonly resolutions = new Batch<string, ResolvedError>(async (fingerprints) => {
    const found = await this.resolved.findBy({ fingerprint: In([...fingerprints]) });
    return new Map(found.map((resolution) => [resolution.fingerprint, resolution]));
  });

  constructor(
    private readonly reader: LogReader,
    private readonly counts: LogCounts,
    private readonly tail: EventTail,
    private readonly log: EventLog,
    @InjectRepository(ResolvedError) private readonly resolved: Repository<ResolvedError>,
  ) {}

  /** Newest first. The page holds nothing newer than its live cursor, from which logAdded goes on. */
  async list(filter: LogFilter, page: PageArgs, viewer: Viewer): Promise<LogEntryConnection> {
    if (page.after !== undefined && !isId(page.after)) {
      throw new Invalid('after is no cursor of this list: pass an endCursor or the cursor of an edge.');
    }
    const position = this.tail.position;
    const events = await this.reader.page(selectionOf(filter, viewer), {
      before: page.after ?? null,
      upTo: position.seq,
      limit: pageSize(page) + 1,
    });
    const named = page.after === undefined ? await this.namedBy(filter, viewer) : [];
    const entries = [...named, ...events.filter(isReadable).map(toLogEntry)];
    return { ...toConnection(entries, page, ({ id }) => id), liveCursor: toCursor(position) };
  }

  /** One entry, such as the one that an error message names. */
  async entry(id: string, viewer: Viewer): Promise<LogEntry> {
    const { kinds, topics } = selectionOf({ kinds: kindsFor(viewer) }, viewer);
    const event = isId(id) ? await this.reader.find(kinds, id) : null;
    const isTheirs = event && (topics === null || (event.topic !== null && topics.includes(event.topic)));
    if (!isTheirs || !isReadable(event)) throw new NotFound('There is no such entry in the log.');
    return toLogEntry(event);
  }

  /** The entry of which somebody searches for the id, as an error message told it; it has its own id in none of its words. */
  private async namedBy({ text = '', ...more }: LogFilter, viewer: Viewer): Promise<readonly LogEntry[]> {
    const id = text.trim().toLowerCase();
    if (!isId(id) || Object.values(more).some((each) => each !== undefined)) return [];
    try {
      return [await this.entry(id, viewer)];
    } catch (error) {
      if (error instanceof NotFound) return [];
      throw error;
    }
  }

  /** What a list of the filter chooses by does not narrow its own counts, so that other values can be chosen. */
  async facets(filter: LogFilter, viewer: Viewer): Promise<LogFacets> {
    const all = await this.counts.facets(selectionOf(filter, viewer));
    const without = async (name: keyof LogFilter, facet: keyof typeof all.values) => {
      if (!filter[name]) return shown(all.values[facet]);
      const wider = { ...filter, [name]: name === 'kinds' ? countedKinds(filter, viewer) : undefined };
      return shown((await this.counts.facets(selectionOf(wider, viewer))).values[facet]);
    };
    const { counted, isComplete, since } = all;
    return {
      counted,
      isComplete,
      since,
      kinds: (await without('kinds', 'kind')).map((each) => ({ ...each, value: kindName(each.value) })),
      levels: await without('levels', 'level'),
      bots: await without('botId', 'bot'),
      guilds: await without('guildIds', 'guild'),
      commands: await without('commands', 'command'),
      outcomes: await without('outcomes', 'outcome'),
      users: await without('userIds', 'user'),
    };
  }

  /** Of the time of the filter; without one, of the last 24 hours. */
  async histogram(filter: LogFilter, bars: number, viewer: Viewer): Promise<LogHistogram> {
    // Whoever looks a moment later asks for the same bars.
    const to = filter.to ?? new Date(Math.ceil(Date.now() / grain) * grain);
    const from = filter.from ?? new Date(to.getTime() - 24 * hour);
    if (from >= to) throw new Invalid('The time of the filter ends before it begins.');
    const length = (to.getTime() - from.getTime()) / bars;
    const bounds = Array.from(
      { length: bars + 1 },
      (_, index) => new Date(Math.round(from.getTime() + index * length)),
    );
    const counted = await this.counts.histogram(selectionOf(filter, viewer), bounds);
    return { bars: [...counted.bars], from, to, isComplete: counted.isComplete };
  }

  follow(filter: LogFilter, viewer: Viewer): Follow {
    const { kinds, topics } = scopeOf(filter, viewer);
    const matches = matcherOf(filter);
    return follow(kinds, topics, (event) => (matches(event) ? { entry: toLogEntry(event) } : null));
  }

  /** Marks the fault behind an entry as dealt with: all its entries until now are, and a later one is open again. */
  async resolve(id: string, { name }: Viewer): Promise<LogEntry> {
    const event = isId(id) ? await this.reader.find([LogKind.ERROR_RAISED], id) : null;
    if (event?.kind !== 'error.raised') throw new NotFound('There is no such error in the log.');
    const { fingerprint } = event.data;
    await this.log.transact(async (manager, emit) => {
      await manager.upsert(ResolvedError, { fingerprint, resolvedAt: () => 'now()', resolvedBy: name }, [
        'fingerprint',
      ]);
      await emit({
        kind: 'error.resolved',
        topic: event.topic,
        subject: event.subject,
        data: { fingerprint, by: name },
      });
    });
    return toLogEntry(event);
  }
}

/** Milliseconds to which the end of an open time is rounded up. */
const grain = believedFor * 1000;
const shown = (values: readonly ValueCount[]): LogFacetValue[] => values.map((value) => ({ ...value }));
/** Kinds that tell of people, and from where they came: who may read them, and how a refusal calls them. */
const guarded: ReadonlyMap<LogKind, { readonly permission: Permission; readonly word: string }> = new Map([
  [LogKind.AUDIT_RECORDED, { permission: Permission.MANAGE_PEOPLE, word: 'the audit' }],
  [LogKind.REQUEST_SERVED, { permission: Permission.VIEW_CONNECTIONS, word: 'the log of requests' }],
  [LogKind.SESSION_CHANGED, { permission: Permission.VIEW_PEOPLE, word: 'who signs in' }],
  [LogKind.SIGN_IN_FAILED, { permission: Permission.VIEW_CONNECTIONS, word: 'refused sign-ins' }],
]);
/** There only where somebody asks for them. */
const aside: ReadonlySet<LogKind> = new Set([LogKind.AUDIT_RECORDED, LogKind.REQUEST_SERVED]);
const kindsFor = ({ access }: Viewer): LogKind[] =>
  logKinds.filter((kind) => {
    const guard = guarded.get(kind);
    return !guard || access.may(guard.permission);
  });
/** Requests are so many that nothing else would be counted beside them, so they are where somebody asked for them. */
const countedKinds = ({ kinds }: LogFilter, viewer: Viewer): LogKind[] =>
  kindsFor(viewer).filter((kind) => kind !== LogKind.REQUEST_SERVED || kinds?.includes(kind));

/** Which kinds; one bot, those within the viewer's reach, or everything: also what belongs to no bot. */
function scopeOf({ botId, kinds }: LogFilter, viewer: Viewer) {
  for (const kind of kinds ?? []) {
    const guard = guarded.get(kind);
    if (guard && !viewer.access.may(guard.permission)) {
      throw new Forbidden(`You may not read ${guard.word}: it takes the permission ${guard.permission}.`);
    }
  }
  const topics = botId ? [botId] : viewer.access.reach(Permission.VIEW_LOGS).botIds;
  // Each once: an entry of a kind that is named twice would be found twice.
  const wanted = kinds && kinds.length > 0 ? kinds : kindsFor(viewer).filter((kind) => !aside.has(kind));
  return { kinds: [...new Set(wanted)], topics };
}

/** What a viewer reads of the log by a filter. */
export function selectionOf(filter: LogFilter, viewer: Viewer): Selection {
  const { kinds, topics } = scopeOf(filter, viewer);
  const sought = Sought.by(filter);
  const span = { from: filter.from ?? null, to: filter.to ?? null };
  if (topics === null || topics.length > mostMarked)
    return { kinds, topics, tsquery: sought.tsquery, ...span };
  if (topics.length === 1) {
    const tsquery = sought.tsquery && sought.and('bot', topics).tsquery;
    return { kinds, topics, tsquery, ...span };
  }
  // Walking by time to the few rows of some bots could take long; the index of words has them too.
  return topics.length === 0
    ? { kinds, topics, tsquery: null, ...span }
    : { kinds, topics: null, tsquery: sought.and('bot', topics).tsquery, ...span };
}
