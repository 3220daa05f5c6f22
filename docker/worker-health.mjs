/** Exits 0 while the worker of this container writes its heartbeat: it has no port that could be asked. */
import { hostname } from 'node:os';
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const { rowCount } = await client.query(
  "select from process where role = 'worker' and host = $1 and heartbeat_at > now() - interval '8 s'",
  [hostname()],
);
await client.end();
process.exitCode = rowCount > 0 ? 0 : 1;
