/** `.cube/running.json`: who runs in this clone, so that nobody runs twice and nothing is left behind after a hard end. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { identify, isAlive } from './processes.mjs';
import { environmentOf, inCube, readSettings } from './settings.mjs';
import { Trouble } from './terminal.mjs';

const file = inCube('running.json');

function readRecord() {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Half a file after a power cut: nobody runs whom it could tell about.
    return undefined;
  }
}

/** The record of the Social Cube that runs in this clone now, or undefined. */
export function runningInstance() {
  const record = readRecord();
  return record && isAlive(record.supervisor) ? record : undefined;
}

/** The environment in which the api of this clone runs, for tools that do something beside it. */
export function environmentOfClone() {
  const settings = readSettings();
  const made = runningInstance()?.made ?? {};
  if (settings.DATABASE_URL || made.DATABASE_URL) return environmentOf(settings, made);
  throw new Trouble(
    'The database of this clone does not run. Start it with npm start, in another terminal; or set DATABASE_URL.',
  );
}

function refuseSecond() {
  const running = runningInstance();
  if (!running || running.supervisor.pid === process.pid) return;
  throw new Trouble(
    `Social Cube already runs in this clone, at ${running.address} (process ${running.supervisor.pid}). Stop that one first.`,
  );
}

export class Instance {
  #record;

  /**
   * Takes the clone for this process, or says that another one has it.
   * The children that an earlier run left behind become ours, so that they are not forgotten if we are killed as well.
   */
  static async claim(address) {
    refuseSecond();
    const instance = new Instance();
    const children = readRecord()?.children ?? [];
    instance.#record = { supervisor: identify(process.pid), address, made: {}, children };
    instance.#write();
    // Two that start in the same moment both come here: the one whose record stands stays.
    await delay(100);
    refuseSecond();
    return instance;
  }

  get children() {
    return [...this.#record.children];
  }

  /** @param {{ name: string, pid: number, born: string | undefined, signal?: NodeJS.Signals }} child */
  remember(child) {
    this.#record.children.push(child);
    this.#write();
  }

  forget({ pid }) {
    this.#record.children = this.#record.children.filter((child) => child.pid !== pid);
    this.#write();
  }

  /** What this run has made for its children, so that `npm run cube` finds the same database. */
  describe(made) {
    this.#record.made = made;
    this.#write();
  }

  release() {
    rmSync(file, { force: true });
  }

  #write() {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(this.#record, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  }
}
