import { messageOf } from '@cube/platform/errors';
import { Logger } from '@cube/platform/logger';
import type { MeteredOperation, OperationMeter } from '@cube/realtime/live/operation-meter';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { askedIn } from './asked-fields';

interface OperationCount {
  calls: number;
  cost: number;
  errors: number;
  /** Milliseconds since the epoch. */
  lastUsed: number;
}

interface FieldCount {
  calls: number;
  lastUsed: number;
}

/** What one key or person has asked since it was last written down. */
interface Caller {
  readonly by: 'key' | 'session';
  readonly operations: Map<string, OperationCount>;
  readonly fields: Map<string, FieldCount>;
}

const writeEvery = 5000;
/** Callers in memory, beyond which it is written down at once. */
const mostCallers = 5000;
/** Names of operations of one caller in one day; whoever makes up more of them is counted under one. */
const mostNames = 200;
const otherNames = 'others';
/** What did not get so far that it had a name: wrong syntax, unknown fields, beyond a limit. */
const refused = 'refused';

/**
 * Counts calls, cost and errors of each key and operation, and the last use of each field of the schema: in memory, and
 * every few seconds in PostgreSQL. What a killed process had in memory is lost.
 */
@Injectable()
export class UsageMeter implements OperationMeter, OnApplicationShutdown {
  private callers = new Map<string, Caller>();
  /** Names that each key has used today, so that the table stays bounded too. */
  private names = new Map<string, Set<string>>();
  private day = '';
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly logger: Logger,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  count({ viewer, schema, document, operationName, cost, hasFailed }: MeteredOperation): void {
    const now = Date.now();
    const id = viewer.by === 'key' ? viewer.sessionId : viewer.accountId;
    const caller = this.callerOf(id, viewer.by);
    const asked = document && askedIn(schema, document, operationName);
    if (viewer.by === 'key') {
      const name = this.boundedName(id, asked?.name ?? refused);
      const count = caller.operations.get(name) ?? { calls: 0, cost: 0, errors: 0, lastUsed: now };
      count.calls += 1;
      count.cost += cost;
      count.errors += hasFailed ? 1 : 0;
      count.lastUsed = now;
      caller.operations.set(name, count);
    }
    asked?.fields.forEach((field) => {
      const count = caller.fields.get(field);
      if (count) {
        count.calls += 1;
        count.lastUsed = now;
      } else caller.fields.set(field, { calls: 1, lastUsed: now });
    });
  }

  /** Writes down what was counted until now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const callers = this.callers;
    this.callers = new Map();
    this.writing = this.writing.then(() =>
      this.write(callers).catch((error: unknown) => {
        this.logger.warn(`Some usage of the API was not written down: ${messageOf(error)}`, 'UsageMeter');
      }),
    );
    await this.writing;
  }

  private callerOf(id: string, by: Caller['by']): Caller {
    const known = this.callers.get(id);
    if (known) return known;
    if (this.callers.size >= mostCallers) void this.flush();
    this.timer ??= setTimeout(() => void this.flush(), writeEvery);
    const caller: Caller = { by, operations: new Map(), fields: new Map() };
    this.callers.set(id, caller);
    return caller;
  }

  private boundedName(keyId: string, name: string): string {
    const today = new Date().toISOString().slice(0, 10);
    if (today !== this.day || this.names.size > mostCallers) {
      this.day = today;
      this.names = new Map();
    }
    const names = this.names.get(keyId) ?? new Set<string>();
    this.names.set(keyId, names);
    if (names.has(name)) return name;
    if (names.size >= mostNames) return otherNames;
    names.add(name);
    return name;
  }

  private async write(callers: ReadonlyMap<string, Caller>): Promise<void> {
    const operations = [...callers].flatMap(([key, { operations: counts }]) =>
      [...counts].map(([operation, { lastUsed, ...count }]) => ({
        key,
        operation,
        ...count,
        last: new Date(lastUsed),
      })),
    );
    const fields = [...callers].flatMap(([caller, { by, fields: counts }]) =>
      [...counts].map(([field, { calls, lastUsed }]) => ({
        field,
        caller,
        by,
        calls,
        last: new Date(lastUsed),
      })),
    );
    // In one order in every process: two that write the same rows wait for each other instead of for ever.
    if (operations.length > 0) {
      await this.database.query(
        `insert into api_usage as known (key_id, operation, day, calls, cost, errors, last_used_at)
           select u.key, u.operation, (u.last at time zone 'utc')::date, u.calls, u.cost, u.errors, u.last
           from jsonb_to_recordset($1::jsonb)
             as u(key uuid, operation text, calls int, cost bigint, errors int, last timestamptz)
           where exists (select from api_key where api_key.id = u.key)
           order by 1, 2, 3
         on conflict (key_id, operation, day) do update set calls = known.calls + excluded.calls,
           cost = known.cost + excluded.cost, errors = known.errors + excluded.errors,
           last_used_at = greatest(known.last_used_at, excluded.last_used_at)`,
        [JSON.stringify(operations)],
      );
    }
    if (fields.length > 0) {
      await this.database.query(
        `insert into field_usage as known (field, caller_id, by_key, calls, last_used_at)
           select u.field, u.caller, u.by = 'key', u.calls, u.last
           from jsonb_to_recordset($1::jsonb) as u(field text, caller uuid, by text, calls int, last timestamptz)
           order by 1, 2
         on conflict (field, caller_id) do update set calls = known.calls + excluded.calls,
           last_used_at = greatest(known.last_used_at, excluded.last_used_at)`,
        [JSON.stringify(fields)],
      );
    }
  }
}
