/** One process of ours: what it says goes to its log, it is remembered in running.json, and it is started again when it dies. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { end, identify } from './processes.mjs';
import { inCube, root } from './settings.mjs';
import { note, Trouble, warning } from './terminal.mjs';

/** Bytes after which a log is moved to `<name>.log.1`, in the place of the one that was there. */
const largestLog = 10 * 1024 * 1024;
/** Lines of output that are kept at hand: as many as explain a failed build. */
const remembered = 200;
/** Milliseconds: the longest pause before a restart, and the life after which a process counts as healthy again. */
const longestPause = 30_000;
const healthyLife = 60_000;
/** Deaths in a row after which a start is given up. */
const mostDeathsAtStart = 3;

class LogFile {
  #file;
  #handle;
  #size;

  constructor(name) {
    mkdirSync(inCube('logs'), { recursive: true });
    this.#file = inCube('logs', `${name}.log`);
    this.#open();
  }

  write(line) {
    if (this.#size > largestLog) {
      closeSync(this.#handle);
      renameSync(this.#file, `${this.#file}.1`);
      this.#open();
    }
    this.#size += writeSync(this.#handle, `${line}\n`);
  }

  #open() {
    this.#handle = openSync(this.#file, 'a', 0o600);
    this.#size = fstatSync(this.#handle).size;
  }
}

/**
 * A launcher is what a `Child` runs: `({ onSpawn, onLine }) => Promise<{ exited }>`. It tells the pid as soon as there is one
 * and every line of output, resolves once the process can be used, and `exited` says how it ended ('' when well).
 * This one runs a program in a folder of the checkout; `input` is what the program reads from stdin.
 */
export function program({ command = process.execPath, args, env, cwd = '.', input = '' }) {
  return async ({ onSpawn, onLine }) => {
    const spawned = spawn(command, args, {
      cwd: join(root, cwd),
      env,
      // npm is a script there, which only a shell runs.
      shell: process.platform === 'win32' && command === 'npm',
      // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops everything in order.
      detached: true,
      windowsHide: true,
    });
    const exited = new Promise((resolve) => {
      spawned.once('error', ({ message }) => resolve(message));
      // What it has said is complete on `close`, which waits for ever where a grandchild holds its output.
      spawned.once('exit', (code, signal) => {
        const tell = () => resolve(signal ?? (code ? `code ${code}` : ''));
        spawned.once('close', tell);
        setTimeout(tell, 500);
      });
    });
    if (spawned.pid) onSpawn(spawned.pid);
    for (const stream of [spawned.stdout, spawned.stderr])
      createInterface({ input: stream }).on('line', onLine);
    // A program that ends before it has read its input says so by how it ends.
    spawned.stdin.on('error', () => undefined);
    spawned.stdin.end(input);
    return { exited };
  };
}

export class Child {
  #name;
  #launch;
  #options;
  #log;
  #output = [];
  #identity;
  #exited;
  #launching;
  /** Changes with each wish: whoever waits for something and finds another number is no longer wanted. */
  #wish = 0;
  #deaths = 0;

  /**
   * @param {string} name
   * @param {ReturnType<typeof program>} launch
   * @param {{ instance: import('./instance.mjs').Instance, onLine?: (line: string) => void, signal?: NodeJS.Signals,
   *   patience?: number, isStarting: () => boolean, giveUp: (trouble: Trouble) => void }} options `signal` asks it to end,
   *   and `patience` is how many milliseconds it has for that
   */
  constructor(name, launch, options) {
    this.#name = name;
    this.#launch = launch;
    this.#options = options;
    this.#log = new LogFile(name);
  }

  /** Runs it to its end, and throws where that was no good one. */
  async finish() {
    const { exited } = await this.#begin();
    const how = await exited;
    this.#forget(this.#identity);
    if (how) throw new Trouble(`${this.#name} failed (${how}):`, this.#output);
  }

  /** Starts it; from now on it is started again whenever it ends. */
  async start() {
    this.#wish += 1;
    await this.#run();
  }

  /** Ends it; `hurry` ends it by force. */
  async stop(hurry) {
    this.#wish += 1;
    await this.#end(hurry);
    // One that was only being started: now it is known who has to go.
    await this.#launching?.catch(() => undefined);
    await this.#end(hurry);
    // Dead is not yet buried: what we leave behind as our child would be somebody else's to bury.
    await Promise.race([this.#exited, delay(1000)]);
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  #begin() {
    return this.#launch({
      onSpawn: (pid) => {
        this.#identity = { name: this.#name, ...identify(pid), signal: this.#options.signal };
        this.#options.instance.remember(this.#identity);
      },
      onLine: (line) => {
        this.#log.write(line);
        this.#output.push(line);
        if (this.#output.length > remembered) this.#output.shift();
        this.#options.onLine?.(line);
      },
    });
  }

  #run() {
    this.#launching = this.#watch();
    return this.#launching;
  }

  async #watch() {
    const began = Date.now();
    const wish = this.#wish;
    const { exited } = await this.#begin();
    this.#exited = exited;
    const identity = this.#identity;
    void exited.then((how) => {
      this.#forget(identity);
      if (Date.now() - began > healthyLife) this.#deaths = 0;
      if (wish === this.#wish) void this.#revive(how);
    });
  }

  async #revive(how) {
    const { isStarting, giveUp } = this.#options;
    const wish = this.#wish;
    this.#deaths += 1;
    if (isStarting() && this.#deaths === mostDeathsAtStart) {
      giveUp(
        new Trouble(`${this.#name} does not start (${how || 'it ends at once'}):`, this.#output.slice(-20)),
      );
      return;
    }
    const pause = Math.min(500 * 2 ** (this.#deaths - 1), longestPause);
    note(this.#name, warning(`ended (${how || 'code 0'}); starts again in ${pause / 1000} s`));
    await delay(pause);
    if (wish !== this.#wish) return;
    try {
      await this.#run();
      note(this.#name, 'started again');
    } catch (error) {
      await this.#end();
      this.#forget(this.#identity);
      if (wish === this.#wish) await this.#revive(error.message);
    }
  }

  async #end(hurry) {
    const { signal, patience } = this.#options;
    if (this.#identity) await end(this.#identity, { signal, patience, hurry });
  }

  #forget(identity) {
    if (identity) this.#options.instance.forget(identity);
    if (this.#identity === identity) this.#identity = undefined;
  }
}
