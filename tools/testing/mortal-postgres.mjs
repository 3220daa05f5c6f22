/** A PostgreSQL that may be killed or frozen, with all of its processes, and started again on its data. */
import { execFileSync } from 'node:child_process';

import { startPostgres } from '../postgres.mjs';

/** The server's own processes: each connection has one, which serves on when only the first one stops. */
function childrenOf(pid) {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child);
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Takes what `startPostgres` takes. Not for Windows, which has no such signals. */
export async function startMortalPostgres(options) {
  let pid;
  /** Undefined while it is down. */
  let server;
  let starting;
  let isOver = false;

  async function start() {
    if (isOver) throw new Error('The run is over.');
    starting = startPostgres({ ...options, onSpawn: (spawned) => (pid = spawned) });
    server = await starting;
  }
  function signal(what) {
    if (!server) return;
    // First of all the one that forks.
    send(pid, what === 'SIGCONT' ? what : 'SIGSTOP');
    for (const child of childrenOf(pid)) send(child, what);
    send(pid, what);
  }

  await start();
  return {
    url: server.url,
    start,
    /** As when the machine runs out of memory: nothing is written, nobody is told. */
    async kill() {
      const { exited } = server;
      signal('SIGKILL');
      server = undefined;
      await exited;
    },
    /** Whatever was done to it: it serves again. */
    async revive() {
      signal('SIGCONT');
      await starting.catch(() => undefined);
      if (!server) await start();
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async stop() {
      isOver = true;
      await starting.catch(() => undefined);
      signal('SIGCONT');
      await server?.stop();
      server = undefined;
    },
  };
}
