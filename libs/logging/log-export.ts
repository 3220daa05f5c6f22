import { Readable } from 'node:stream';

import { Unavailable } from '@cube/platform/errors';
import { Limits, whoIs } from '@cube/platform/limits';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';

import { isReadable, kindName, type LogEntry, toLogEntry } from './log-entry';
import type { LogFilter } from './log-filter';
import { LogReader } from './log-reader';
import { selectionOf } from './logs.service';

export type LogFormat = 'csv' | 'ndjson';

/** Exports at the same time in one process: each holds a connection to PostgreSQL. */
const most = 2;

const formats = {
  csv: { type: 'text/csv; charset=utf-8', head: () => `${columns.join(',')}\r\n`, line: csvLine },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', head: () => '', line: jsonLine },
} as const satisfies Record<
  LogFormat,
  { type: string; head: () => string; line: (entry: LogEntry) => string }
>;

/** The log as a file: newest first, made while it is read, so that its length costs no memory. */
@Injectable()
export class LogExport {
  private running = 0;

  constructor(
    private readonly reader: LogReader,
    private readonly log: EventLog,
    private readonly limits: Limits,
  ) {}

  /** Written into the audit before the first line is. Whoever leaves ends the reading. */
  async begin(
    filter: LogFilter,
    format: LogFormat,
    viewer: Viewer,
  ): Promise<{ readonly type: string; readonly lines: Readable }> {
    const selection = selectionOf(filter, viewer);
    await this.limits.take('export', whoIs(viewer));
    if (this.running >= most) {
      throw new Unavailable(`${most} exports are being written already. Try again when one has ended.`);
    }
    this.running += 1;
    try {
      await this.log.transact((_, emit) =>
        emit(
          audited(viewer, {
            deed: 'log.export',
            what: `${viewer.name} exported the log as ${format === 'csv' ? 'CSV' : 'NDJSON'}.`,
            subject: { kind: 'log', id: format },
            after: filter,
            ...(filter.botId && { botId: filter.botId }),
          }),
        ),
      );
    } catch (error) {
      this.running -= 1;
      throw error;
    }
    const { type, head, line } = formats[format];
    const batches = this.reader.batches(selection);
    async function* texts() {
      yield head();
      for await (const events of batches) {
        yield events
          .filter(isReadable)
          .map((event) => line(toLogEntry(event)))
          .join('');
      }
    }
    const lines = Readable.from(texts(), { objectMode: false });
    lines.once('close', () => {
      this.running -= 1;
    });
    return { type, lines };
  }
}

function jsonLine({ id, at, kind, level, summary, botId, execution, audit, request }: LogEntry): string {
  const entry = { id, at, kind: kindName(kind), level, summary, botId, execution, audit, request };
  return `${JSON.stringify(entry)}\n`;
}

const columns = [
  'id',
  'at',
  'kind',
  'level',
  'summary',
  'botId',
  'command',
  'userId',
  'userName',
  'guildId',
  'guildName',
  'channelId',
  'channelName',
  'outcome',
  'gate',
  'duration',
  'error',
  'deed',
  'actorId',
  'actorName',
  'subjectKind',
  'subjectId',
  'address',
  'operation',
  'accountId',
  'accountName',
  'keyId',
  'cost',
  'code',
] as const;

function csvLine(entry: LogEntry): string {
  const fields: Readonly<Partial<Record<string, unknown>>> = {
    ...entry.execution,
    ...entry.audit,
    ...entry.request,
    ...entry,
    at: entry.at.toISOString(),
    kind: kindName(entry.kind),
  };
  return `${columns.map((name) => csvCell(fields[name])).join(',')}\r\n`;
}

/**
 * A cell by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it, for a member of any
 * server can name themselves `=HYPERLINK(…)`.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
