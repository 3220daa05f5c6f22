import { nextId } from '@cube/platform/ids';
import { redact } from '@cube/platform/redaction';
import { z } from 'zod';

import { type EventKind, eventKinds, type EventLevel, levelOf, type NewEvent } from './events';
import { storableJson, storableName } from './storable';

/** An event with its identity, its data already text, ready for PostgreSQL. */
export interface EventRow {
  readonly id: string;
  readonly kind: EventKind;
  readonly topic: string | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly level: EventLevel;
  readonly data: string;
}

const eventRow: z.ZodType<EventRow> = z.object({
  id: z.uuid(),
  kind: z.enum(eventKinds),
  topic: z.string().nullable(),
  subjectKind: z.string().nullable(),
  subjectId: z.string().nullable(),
  level: z.enum(['INFO', 'WARNING', 'ERROR']),
  data: z.string(),
});

/** A row that was written down as JSON, on a disk that may have lost a part of it; null for what is none. */
export function parseRow(line: string): EventRow | null {
  try {
    return eventRow.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Whatever the event holds, PostgreSQL takes its row, and no secret of a known shape is in it. */
export function toRow<Kind extends EventKind>({ kind, topic, subject, data }: NewEvent<Kind>): EventRow {
  return {
    id: nextId(),
    kind,
    topic: storableName(topic),
    subjectKind: storableName(subject?.kind),
    subjectId: storableName(subject?.id),
    level: levelOf(kind, data),
    data: redact(storableJson(data)),
  };
}

/** Rows as one JSON array. Their data is JSON already, and stands there as it is. */
export const toBatch = (rows: readonly EventRow[]): string => `[${rows.map(toJson).join()}]`;

const toJson = ({ id, kind, topic, subjectKind, subjectId, level, data }: EventRow): string =>
  `{"id":"${id}","kind":"${kind}","topic":${textOf(topic)},"subjectKind":${textOf(subjectKind)},"subjectId":${textOf(subjectId)},"level":"${level}","data":${data}}`;

const textOf = (name: string | null): string => (name === null ? 'null' : JSON.stringify(name));
