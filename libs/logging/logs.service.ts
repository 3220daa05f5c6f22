import { type PageArgs, pageSize, toConnection } from '@cube/platform/connection';
import { Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { toCursor } from '@cube/realtime/event-log/cursor';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { EventReader } from '@cube/realtime/event-log/event-reader';
import { EventTail } from '@cube/realtime/event-log/event-tail';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import {
  isReadable,
  type LogEntry,
  type LogEntryConnection,
  type LogFilter,
  LogKind,
  logKinds,
  toLogEntry,
} from './log-entry';
import { ResolvedError } from './resolved-error.entity';

/** The event log as people read it. */
@Injectable()
export class Logs {
  /** When a fault was last dealt with, by its fingerprint. */
  readonly resolutions = new Batch<string, ResolvedError>(async (fingerprints) => {
    const found = await this.resolved.findBy({ fingerprint: In([...fingerprints]) });
    return new Map(found.map((resolution) => [resolution.fingerprint, resolution]));
  });

  constructor(
    private readonly reader: EventReader,
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
    const events = await this.reader.history({
      kinds: filter.kinds ?? logKinds,
      levels: filter.levels ?? null,
      topics: topicsOf(filter, viewer),
      before: page.after ?? null,
      upTo: position.seq,
      limit: pageSize(page) + 1,
    });
    const entries = events.filter(isReadable).map(toLogEntry);
    return { ...toConnection(entries, page, ({ id }) => id), liveCursor: toCursor(position) };
  }

  follow(filter: LogFilter, viewer: Viewer): Follow {
    return follow(filter.kinds ?? logKinds, topicsOf(filter, viewer), (event) =>
      !filter.levels || filter.levels.includes(event.level) ? { entry: toLogEntry(event) } : null,
    );
  }

  /** Marks the fault behind an entry as dealt with: all its entries until now are, and a later one is open again. */
  async resolve(id: string, { name }: Viewer): Promise<LogEntry> {
    const event = isId(id) ? await this.reader.find(LogKind.ERROR_RAISED, id) : null;
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

/** One bot, those within the viewer's reach, or everything: also what belongs to no bot. */
const topicsOf = ({ botId }: LogFilter, { access }: Viewer): readonly string[] | null =>
  botId ? [botId] : access.reach(Permission.VIEW_LOGS).botIds;
