/**
 * The peer of `templates`: liquidjs with every limit that it documents (https://liquidjs.com/tutorials/dos.html), set to what
 * ours are. Each bomb goes off in a process of its own with 512 MB, which is ended after two seconds: an endless range takes
 * the whole process with it, from within a thread as well.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { bombs, loot } from '@cube/commands/templates/testing';
import { Liquid } from 'liquidjs';

import { offer } from '../kit/commands';

/** Milliseconds. */
const patience = 2000;
const bomb = process.env['BENCH_BOMB'];

/** Tells when it begins, and the CPU µs that it took. */
function goOff(index: number): void {
  const liquid = new Liquid({
    parseLimit: 8000,
    renderLimit: 50,
    memoryLimit: 500_000,
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
  });
  const text = bombs[index]?.text ?? '';
  const before = process.cpuUsage();
  process.send?.('began');
  try {
    liquid.parseAndRenderSync(text, loot);
  } catch {
    // Refused, by one limit or another: what counts is after how long.
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.(user + system);
}

/** CPU µs that one bomb takes; all of its patience if it is still at it then, or has run out of memory. */
function measure(index: number): Promise<number> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', BENCH_BOMB: String(index) },
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let cost = patience * 1000;
    let late: NodeJS.Timeout | undefined;
    child.on('message', (message: number | 'began') => {
      if (message === 'began') late = setTimeout(() => child.kill('SIGKILL'), patience);
      else {
        cost = Math.min(cost, message);
        child.kill('SIGKILL');
      }
    });
    child.on('exit', () => {
      clearTimeout(late);
      if (process.env['BENCH_VERBOSE'])
        process.stderr.write(`${(cost / 1000).toFixed(1).padStart(8)} ms  ${bombs[index]?.name}\n`);
      resolve(cost);
    });
  });
}

if (bomb === undefined) offer({ bombs: () => bombs.length, render: measure });
else goOff(Number(bomb));
