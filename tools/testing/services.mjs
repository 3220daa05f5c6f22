/** The servers that the specs run on, as a program of its own: prints their addresses as one line of JSON, stops on SIGTERM. */
import { rmSync } from 'node:fs';
import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.mjs';
import { startPostgres } from '../postgres.mjs';
import { startRedis } from '../redis.mjs';

const folder = mkdtempSync(join(tmpdir(), 'social-cube-test-'));
chmodSync(folder, 0o755);
const postgres = await startPostgres({
  directory: join(folder, 'postgres'),
  port: await freePort(),
  fast: true,
});
const redis = await startRedis({
  port: await freePort(),
  standIn: process.env.CUBE_TEST_REDIS === 'stand-in',
});
process.stdout.write(
  `${JSON.stringify({ databaseUrl: postgres.url, redisUrl: redis.url, redis: redis.kind })}\n`,
);

const stop = async () => {
  await Promise.all([postgres.stop(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Whoever started us has died without a word.
process.stdin.once('end', stop).resume();
