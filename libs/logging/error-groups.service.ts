import { type PageArgs, pageSize, toConnection } from '@cube/platform/connection';
import { Invalid } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import type { Viewer } from '@cube/platform/viewer';
import { timeOf } from '@cube/realtime/event-log/events';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, Repository } from 'typeorm';

import type { ErrorFilter, ErrorGroup, ErrorGroupConnection } from './error-group';
import { isReadable, LogKind, toLogEntry } from './log-entry';
import { indexed, LogReader, type Selection, spansOf, walk } from './log-reader';
import { selectionOf } from './logs.service';
import { ResolvedError } from './resolved-error.entity';

/** Errors that are counted, and milliseconds that this may take. */
const mostCounted = 10_000;
const patience = 3000;

/** One fault by its entries: the ids of the first and the last. */
interface Fault {
  readonly fingerprint: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** Errors as people deal with them: each fault once, however often it was raised. */
@Injectable()
export class ErrorGroups {
  constructor(
    private readonly reader: LogReader,
    @InjectRepository(ResolvedError) private readonly resolved: Repository<ResolvedError>,
  ) {}

  /** The fault that was raised last comes first. */
  async list(
    { isResolved, ...filter }: ErrorFilter,
    page: PageArgs,
    viewer: Viewer,
  ): Promise<ErrorGroupConnection> {
    const { after } = page;
    if (after !== undefined && !isId(after)) {
      throw new Invalid('after is no cursor of this list: pass an endCursor or the cursor of an edge.');
    }
    const selection = selectionOf({ ...filter, kinds: [LogKind.ERROR_RAISED] }, viewer);
    const faults = await this.faults(selection);
    const counted = faults.reduce((sum, { count }) => sum + count, 0);
    const oldest = faults.map(({ first }) => first).toSorted()[0];
    const states = await this.withStates(faults);
    const wanted = states
      .filter(({ resolvedAt }) => isResolved === undefined || isResolved === (resolvedAt !== null))
      .filter(({ last }) => after === undefined || last < after)
      .slice(0, pageSize(page) + 1);
    const groups = await this.withEntries(wanted);
    return {
      ...toConnection(groups, page, ({ last }) => last.id),
      counted,
      isComplete: counted < mostCounted,
      since: oldest === undefined ? null : timeOf(oldest),
    };
  }

  follow(botId: string | undefined, viewer: Viewer): Follow {
    const { topics } = selectionOf({ botId, kinds: [LogKind.ERROR_RAISED] }, viewer);
    return follow(['error.raised', 'error.resolved'], topics, (event) => {
      const { fingerprint } = event.data;
      return event.kind === 'error.raised'
        ? { fingerprint, entry: toLogEntry(event), resolvedAt: null }
        : { fingerprint, entry: null, resolvedAt: timeOf(event.id) };
    });
  }

  private faults(selection: Selection): Promise<readonly Fault[]> {
    return this.reader.patiently(patience, async (manager) => {
      const faults = new Map<string, Fault>();
      let counted = 0;
      for (const span of spansOf(selection)) {
        const wish = { span, upTo: Number.MAX_SAFE_INTEGER, limit: mostCounted - counted };
        const [text, values] = (selection.tsquery === null ? walk : indexed)(
          selection,
          wish,
          'id, subject_id',
        );
        const found: Fault[] = await manager.query(
          `select subject_id as fingerprint, count(*)::int as count, min(id::text) as first, max(id::text) as last
           from (${text}) hits where subject_id is not null group by subject_id`,
          values,
        );
        // Parts of time come newest first: what is known was raised later.
        for (const fault of found) {
          const later = faults.get(fault.fingerprint);
          counted += fault.count;
          faults.set(
            fault.fingerprint,
            later ? { ...later, first: fault.first, count: later.count + fault.count } : fault,
          );
        }
        if (counted >= mostCounted) break;
      }
      return [...faults.values()].toSorted((a, b) => (a.last < b.last ? 1 : -1));
    });
  }

  private async withStates(
    faults: readonly Fault[],
  ): Promise<readonly (Fault & { readonly resolvedAt: Date | null })[]> {
    const fingerprints = faults.map(({ fingerprint }) => fingerprint);
    const resolutions = await this.resolved.findBy({ fingerprint: Any(fingerprints) });
    const times = new Map(resolutions.map(({ fingerprint, resolvedAt }) => [fingerprint, resolvedAt]));
    return faults.map((fault) => {
      const resolvedAt = times.get(fault.fingerprint);
      return { ...fault, resolvedAt: resolvedAt && resolvedAt >= timeOf(fault.last) ? resolvedAt : null };
    });
  }

  private async withEntries(
    faults: readonly (Fault & { readonly resolvedAt: Date | null })[],
  ): Promise<ErrorGroup[]> {
    const ids = faults.map(({ last }) => last);
    const events = await this.reader.findAll([LogKind.ERROR_RAISED], ids);
    const entries = new Map(events.filter(isReadable).map((event) => [event.id, toLogEntry(event)]));
    return faults.flatMap(({ fingerprint, count, first, last, resolvedAt }) => {
      const entry = entries.get(last);
      // Retention has just removed it.
      if (!entry) return [];
      return [{ fingerprint, count, firstAt: timeOf(first), lastAt: entry.at, resolvedAt, last: entry }];
    });
  }
}
