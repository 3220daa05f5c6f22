import { createHash } from 'node:crypto';

import { Pool, type QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * A statement with which nearly every request begins: PostgreSQL plans it once for each connection, where planning takes longer
 * than the look-up itself. Only for texts that are written in the source: each one stays in every connection for good.
 */
export class Prepared<Row> {
  private readonly name: string;

  constructor(
    private readonly database: DataSource,
    private readonly text: string,
  ) {
    this.name = `cube_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  }

  run(values: readonly unknown[]): Promise<Row[]> {
    return ask(this.database, { name: this.name, text: this.text, values: [...values] });
  }
}

/**
 * Asks the pool of TypeORM, which hands on no names of statements and takes its time. Where partitions are left out by a value,
 * a statement has no name: with one PostgreSQL sooner or later plans it for whatever value comes, and takes every partition there is.
 */
export async function ask<Row>(database: DataSource, statement: QueryConfig): Promise<Row[]> {
  const pool: unknown = Object(database.driver).master;
  if (!(pool instanceof Pool)) throw new Error('Connection terminated: the database is closed.');
  // Not the pool's own `query`: whoever had to wait there would ask in the name of whoever gave the connection back (traces).
  const client = await pool.connect();
  client.on('error', untold);
  try {
    const { rows } = await client.query(statement);
    client.off('error', untold).release();
    return rows as Row[];
  } catch (error) {
    client.off('error', untold).release(true);
    throw error;
  }
}

/** A connection that breaks tells whoever asks by the answer, and besides by an event, which would end the process if nobody heard it. */
const untold = (): void => undefined;
