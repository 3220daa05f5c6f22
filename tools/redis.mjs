/** A Redis for whoever has none: `redis-server` on PATH, else a stand-in from npm, as a child process on a loopback port. */
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Redis } from 'ioredis';

function hasRedisServer() {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {{ port: number, standIn?: boolean, onSpawn?: (pid: number) => void, onLine?: (line: string) => void }} options
 *   `standIn` takes the stand-in even where a redis-server is
 * @returns {Promise<{ url: string, kind: string, exited: Promise<string>, stop(): Promise<void> }>} `exited` says how it ended
 */
export async function startRedis({ port, standIn = false, onSpawn, onLine }) {
  const isReal = !standIn && hasRedisServer();
  const [command, args] = isReal
    ? ['redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']]
    : [process.execPath, [fileURLToPath(new URL('./redis-stand-in.mjs', import.meta.url)), String(port)]];
  const child = spawn(command, args, { detached: true, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid) onSpawn?.(child.pid);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => onLine?.(line));
  const exited = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? `code ${code}`)));
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  for (let turn = 0; ; turn += 1) {
    if (child.exitCode !== null || child.signalCode !== null || turn === 200)
      throw new Error(`${command} did not start on port ${port}.`);
    try {
      await redis.connect();
      await redis.ping();
      break;
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  redis.disconnect();
  return {
    url,
    kind: isReal ? 'redis-server' : 'stand-in',
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
