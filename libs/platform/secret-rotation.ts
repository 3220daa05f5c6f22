import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { Config } from './config';
import { Conflict } from './errors';
import { deadAfter } from './processes';
import { keyBelievedFor, Secrets } from './secrets';

/** A column of envelopes. Its rows have a uuid `id`, which is the row of their `SecretOwner`. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
}

/** One data key, and how many secrets of each column are sealed with it. */
export interface DataKeyStatus {
  readonly id: string;
  readonly master: string;
  readonly isNewest: boolean;
  readonly sealed: Readonly<Record<string, number>>;
}

export interface SecretsStatus {
  readonly dataKeys: readonly DataKeyStatus[];
  /** Names in MASTER_KEYS of this process, by whether a data key still needs them. */
  readonly needed: readonly string[];
  readonly droppable: readonly string[];
}

export interface Rotation {
  /** True when there was a new data key to make. */
  readonly hasNewKey: boolean;
  /** Secrets that were sealed anew. */
  readonly resealed: number;
  /** Data keys that were wrapped anew. */
  readonly rewrapped: number;
}

/** Secrets that are sealed anew together, and the milliseconds that the database rests after them. */
const batch = 100;
const rest = 20;

/**
 * Rotates keys while the product runs: a new data key under the first of MASTER_KEYS, every secret sealed with it, every
 * older data key wrapped by that master key. Each step keeps all secrets readable, and whoever calls it again after a crash goes on where it ended.
 */
@Injectable()
export class SecretRotation {
  constructor(
    private readonly database: DataSource,
    private readonly secrets: Secrets,
    private readonly config: Config,
  ) {}

  async rotate(columns: readonly SealedColumn[]): Promise<Rotation> {
    await this.refuseUnprepared();
    const { id: newest, isNew } = await this.secrets.rotateDataKey();
    let resealed = await this.resealAll(columns, newest);
    // Some process may have taken the older key for the newest until a moment ago.
    if (isNew || resealed > 0) await pause(keyBelievedFor);
    for (;;) {
      const late = await this.resealAll(columns, newest);
      resealed += late;
      if (late === 0) break;
    }
    return { hasNewKey: isNew, resealed, rewrapped: await this.secrets.rewrap() };
  }

  async status(columns: readonly SealedColumn[]): Promise<SecretsStatus> {
    const keys: { id: string; master: string }[] = await this.database.query(
      'select id::text, master from data_key order by data_key.id',
    );
    const counts = await Promise.all(columns.map((each) => this.countOf(each)));
    const dataKeys = keys.map(({ id, master }, index) => ({
      id,
      master,
      isNewest: index === keys.length - 1,
      sealed: Object.fromEntries(
        columns.map(({ table, column }, at) => [`${table}.${column}`, counts[at]?.get(id) ?? 0]),
      ),
    }));
    const names = this.config.masterKeys.map(({ name }) => name);
    const inUse = new Set([names[0], ...keys.map(({ master }) => master)]);
    return {
      dataKeys,
      needed: [...inUse].filter((name) => name !== undefined),
      droppable: names.filter((name) => !inUse.has(name)),
    };
  }

  /** A process without the new master key could read nothing that is sealed from now on. */
  private async refuseUnprepared(): Promise<void> {
    const name = this.config.masterKeys[0]?.name ?? '';
    const lacking: { role: string; host: string; pid: number }[] = await this.database.query(
      `select role, host, pid from process
       where heartbeat_at > now() - $2 * interval '1 ms' and not $1 = any(master_keys) order by role, host, pid`,
      [name, deadAfter],
    );
    if (lacking.length === 0) return;
    const who = lacking.map(({ role, host, pid }) => `the ${role} on ${host} (process ${pid})`).join(', ');
    throw new Conflict(
      `Restart these with the MASTER_KEYS that you have here, then try again; they do not know the key “${name}”: ${who}.`,
    );
  }

  private async resealAll(columns: readonly SealedColumn[], newest: string): Promise<number> {
    let resealed = 0;
    for (const each of columns) resealed += await this.reseal(each, newest);
    return resealed;
  }

  private async reseal({ table, column }: SealedColumn, newest: string): Promise<number> {
    let resealed = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows: { id: string; envelope: string }[] = await this.database.query(
        `select id, ${column} as envelope from ${table}
         where id > $1 and ${column} is not null and split_part(${column}, '.', 2) <> $2 order by id limit $3`,
        [after, newest, batch],
      );
      const last = rows.at(-1);
      if (!last) return resealed;
      after = last.id;
      const fresh = await Promise.all(rows.map((row) => this.sealAnew({ table, column }, row)));
      // Only where the old envelope still stands: whatever was written meanwhile is newer, and is looked at in the next round.
      const [, count]: [unknown, number] = await this.database.query(
        `update ${table} as target set ${column} = fresh.envelope
         from unnest($1::uuid[], $2::text[], $3::text[]) as fresh (id, old, envelope)
         where target.id = fresh.id and target.${column} = fresh.old`,
        [rows.map(({ id }) => id), rows.map(({ envelope }) => envelope), fresh],
      );
      resealed += count;
      await pause(rest);
    }
  }

  private async sealAnew(
    { table, column }: SealedColumn,
    { id, envelope }: { readonly id: string; readonly envelope: string },
  ): Promise<string> {
    const owner = { table, column, row: id };
    return this.secrets.seal(await this.secrets.open(envelope, owner), owner);
  }

  private async countOf({ table, column }: SealedColumn): Promise<Map<string, number>> {
    const rows: { key: string; count: number }[] = await this.database.query(
      `select split_part(${column}, '.', 2) as key, count(*)::integer as count
       from ${table} where ${column} is not null group by 1`,
    );
    return new Map(rows.map(({ key, count }) => [key, count]));
  }
}
