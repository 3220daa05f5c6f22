import { createHash } from 'node:crypto';

import { Pool } from 'pg';
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

  async run(values: readonly unknown[]): Promise<Row[]> {
    // TypeORM hands on no names of statements: this asks its pool.
    const pool: unknown = Object(this.database.driver).master;
    if (!(pool instanceof Pool)) throw new Error('Connection terminated: the database is closed.');
    const { rows } = await pool.query({ name: this.name, text: this.text, values: [...values] });
    return rows as Row[];
  }
}
