/** Processes by who they are and not by number alone: a pid is given to somebody else once its owner is gone. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const hasProc = existsSync('/proc/self/stat');
/** Start times count from the boot of the machine, so they mean nothing after the next one. */
const bootFile = '/proc/sys/kernel/random/boot_id';
const boot = existsSync(bootFile) ? readFileSync(bootFile, 'utf8').trim() : '';

function readProc(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may itself hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], parent: Number(fields[1]), start: fields[19] };
  } catch {
    return undefined;
  }
}

function ask(command, ...args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

const isDead = (state) => state === 'Z' || state === 'X';

/** When the process began, in words that mean something to this machine only; undefined where there is none. */
function bornAt(pid) {
  if (hasProc) {
    const found = readProc(pid);
    return found && !isDead(found.state) ? `${boot} ${found.start}` : undefined;
  }
  if (process.platform === 'win32')
    return (
      ask('powershell', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`) || undefined
    );
  const [state, ...start] = ask('ps', '-o', 'stat=,lstart=', '-p', String(pid)).split(/\s+/);
  return state && !isDead(state[0]) ? start.join(' ') : undefined;
}

export const identify = (pid) => ({ pid, born: bornAt(pid) });

/** True while this very process lives. */
export const isAlive = ({ pid, born }) => born !== undefined && bornAt(pid) === born;

/** True while any process has this pid: cheap enough to ask every few milliseconds. */
function isRunning(pid) {
  if (hasProc) {
    const found = readProc(pid);
    return found !== undefined && !isDead(found.state);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Sends a signal to a child and to what it has started: each child leads a process group of its own. */
function signal(pid, name) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, name);
      return;
    } catch {
      // No such group (Windows has none): the process alone. No such process: nothing to do.
    }
  }
}

async function untilGone(pid, milliseconds, hurry) {
  for (const end = Date.now() + milliseconds; Date.now() < end && !hurry?.aborted;) {
    if (!isRunning(pid)) return true;
    await delay(25);
  }
  return !isRunning(pid);
}

/**
 * Asks a process to end, waits, and ends it by force when it does not.
 * @param {{ pid: number, born: string | undefined }} identity
 * @param {{ signal?: NodeJS.Signals, patience?: number, hurry?: AbortSignal }} [options] `patience` in milliseconds
 */
export async function end(identity, { signal: wish = 'SIGTERM', patience = 10_000, hurry } = {}) {
  if (!isAlive(identity)) return;
  signal(identity.pid, wish);
  if (await untilGone(identity.pid, patience, hurry)) return;
  if (!isAlive(identity)) return;
  signal(identity.pid, 'SIGKILL');
  await untilGone(identity.pid, 3000);
}

const parentOf = (pid) =>
  hasProc ? readProc(pid)?.parent : Number(ask('ps', '-o', 'ppid=', '-p', String(pid)));

/** The name of a process's program, without its path. */
function programOf(pid) {
  const name = hasProc
    ? readFileSync(`/proc/${pid}/comm`, 'utf8')
    : ask('ps', '-o', 'comm=', '-p', String(pid));
  return name.trim().split('/').at(-1);
}

const shells = ['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh'];

/**
 * Calls back once the npm that runs us has died. SIGTERM to npm ends npm and the shell that it runs scripts in, at most, and
 * says nothing to us: all that can be seen is that our parents have changed.
 */
export function onceNpmIsGone(callback) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const isShell = shells.includes(programOf(parent));
  const grandparent = isShell ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (!isShell || parentOf(parent) === grandparent)) return;
    clearInterval(timer);
    callback();
  }, 1000);
  timer.unref();
}
