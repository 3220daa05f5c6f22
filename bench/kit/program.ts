import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import type { Ground } from './ground';

const reply = z.union([z.literal('ready'), z.object({ id: z.number(), answer: z.number() })]);
/** Milliseconds after which a program that does not answer has failed. */
const patience = 60_000;

/** Programs that are servers of ours, or stand for one. */
const servers = new Set(['api', 'fixed-viewer-api', 'simulator', 'simulator-of-one', 'worker', 'producer']);

/** A server, a producer or a load generator as a process of its own, whose CPU can be read. */
export class Program {
  private readonly waiting = new Map<number, (answer: number) => void>();
  private readonly complaints: string[] = [];
  private lastId = 0;
  private readonly ended: Promise<never>;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.resume();
    child.stderr?.on('data', (text: Buffer) => this.complaints.push(String(text)));
    child.on('message', (message) => {
      const answer = reply.parse(message);
      if (answer !== 'ready') this.waiting.get(answer.id)?.(answer.answer);
    });
    this.ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${name} ended with ${String(code)}:\n${this.complaints.join('')}`);
    });
    // Whoever waits for an answer hears of it; at the end nobody does.
    this.ended.catch(() => undefined);
  }

  /** Starts a program that says itself when it is ready. */
  static async start(ground: Ground, name: string, env: Readonly<Record<string, string>>): Promise<Program> {
    const program = Program.spawn(ground, name, env);
    await program.orElse('start', once(program.child, 'message'));
    return program;
  }

  /** Starts a server, which is ready when it answers at `/health/ready`. */
  static async serve(
    ground: Ground,
    name: string,
    url: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Program> {
    const program = Program.spawn(ground, name, env);
    await program.orElse('start', answers(`${url}/health/ready`));
    return program;
  }

  /** Starts a program of which somebody else sees when it is ready. */
  static run(ground: Ground, name: string, env: Readonly<Record<string, string>>): Program {
    return Program.spawn(ground, name, env);
  }

  private static spawn(
    { root, programs, profiles, serverFlags }: Ground,
    name: string,
    env: Record<string, string>,
  ) {
    const child = spawn(
      process.execPath,
      [
        ...(servers.has(name) ? serverFlags : []),
        ...(profiles
          ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`]
          : []),
        '--import',
        join(root, 'bench/kit/meter.mjs'),
        join(programs, `${name}.mjs`),
      ],
      {
        cwd: root,
        // Nothing of the caller's settings, so that every run is like every other.
        env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    return new Program(name, child);
  }

  ask(command: string, amount = 0): Promise<number> {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<number>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ id, command, amount });
    return this.orElse(
      command,
      answer.finally(() => this.waiting.delete(id)),
    );
  }

  /** Microseconds of CPU that it has used since it began, all its threads together. */
  cpu(): Promise<number> {
    return this.ask('cpu');
  }

  /** Bytes of JavaScript that it holds after everything that nobody holds any more was let go. */
  heap(): Promise<number> {
    return this.ask('heap');
  }

  /** As `kill -9`: nothing is written any more, and nobody is told. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    // The meter ends the process when nobody talks to it any more, so that a profile is written.
    if (this.child.connected) this.child.disconnect();
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.ended.catch(() => undefined);
    clearTimeout(late);
  }

  private async orElse<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
    const over = new AbortController();
    const tooLate = pause(patience, undefined, { signal: over.signal }).then(() => {
      throw new Error(`${this.name} does not answer to ${what}.\n${this.complaints.join('')}`);
    });
    tooLate.catch(() => undefined);
    try {
      return await Promise.race([answer, this.ended, tooLate]);
    } finally {
      over.abort();
    }
  }
}

/** Resolves at the first answer that says all is well. */
export async function answers(url: string): Promise<void> {
  const giveUp = Date.now() + patience;
  while (Date.now() < giveUp) {
    const isWell = await fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isWell) return;
    await pause(5);
  }
  throw new Error(`${url} does not answer.`);
}
