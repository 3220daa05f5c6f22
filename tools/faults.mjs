/**
 * `npm run faults`: breaks what the event log stands on, ten rounds each, and compares what was produced, stored and seen
 * (docs/reliability.md). `npm run faults -- NAME … [--rounds N]` plays some. Ends with code 1 when the promise of the log did not hold.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { freePort } from './free-port.mjs';
import { startRedis } from './redis.mjs';
import { serverFlags } from './start/settings.mjs';
import { startMortalPostgres } from './testing/mortal-postgres.mjs';
import { buildPrograms, withServers } from './testing/stage.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
/** Of this run alone, so that two may run at a time. */
const cache = `node_modules/.cache/cube/faults-${process.pid}`;
const programs = join(root, cache, 'programs');
const say = (line) => process.stdout.write(`${line}\n`);

const entries = {
  faults: 'bench/faults/faults.ts',
  producer: 'bench/faults/producer.ts',
  api: 'apps/api/src/main.ts',
};

/** Folders for this run, one of them a disk of one megabyte where we may mount one, else bounded by SPILL_MB. */
function makeDisk(folder) {
  const small = join(folder, 'small-disk');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', small], { stdio: 'pipe' });
  } catch {
    say('No small disk can be mounted here (that takes root on Linux): SPILL_MB=1 stands in for it.');
    return { folder, small, settings: { SPILL_MB: '1' }, stop: () => undefined };
  }
  // Lazily: a process that ends only after us may still have it open.
  return { folder, small, settings: {}, stop: () => execFileSync('umount', ['--lazy', small]) };
}

/** The columns of the report: their titles and what stands in them. */
const columns = [
  ['produced', ({ produced }) => produced],
  ['stored', ({ stored }) => stored],
  ['seen', ({ seen }) => seen],
  ['lost', ({ lost }) => lost],
  ['told', ({ told }) => told],
  ['doubled', ({ doubled }) => doubled],
  ['disordered', ({ disordered }) => disordered],
  ['gaps', ({ gaps }) => gaps],
  ['window ms', ({ windowMilliseconds }) => windowMilliseconds ?? '–'],
  ['caught up s', ({ secondsToCatchUp }) => secondsToCatchUp.toFixed(2)],
];
const nameWidth = 25;
const row = (name, cells) =>
  name.padEnd(nameWidth) +
  cells.map((cell, index) => String(cell).padStart(columns[index][0].length + 2)).join('');

/** As the table of docs/reliability.md has it: sums of what is counted, the middle and the worst of what is measured. */
function summary(name, verdicts) {
  const sum = (key) => verdicts.reduce((total, verdict) => total + verdict[key], 0);
  const spread = (key, digits) => {
    const sorted = verdicts.flatMap((verdict) => verdict[key] ?? []).sort((a, b) => a - b);
    if (sorted.length === 0) return '–';
    return [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)]
      .map((each) => each.toFixed(digits))
      .join(' / ');
  };
  const counted = ['produced', 'stored', 'seen', 'lost', 'told', 'doubled', 'disordered', 'gaps'].map(sum);
  const measured = [
    spread('lost', 0),
    spread('windowMilliseconds', 0),
    spread('secondsToCatchUp', 2),
    `${verdicts.filter(({ broken }) => broken.length === 0).length} of ${verdicts.length}`,
  ];
  return `| \`${name}\` | ${[...counted, ...measured].join(' | ')} |`;
}

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '10' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  say('--rounds takes a number, 1 or higher.');
  process.exit(1);
}
if (process.platform === 'win32') {
  say('Windows has no signals that freeze a process: run this on Linux or macOS, or in WSL.');
  process.exit(1);
}

process.once('exit', () => rmSync(join(root, cache), { recursive: true, force: true }));
await buildPrograms(root, cache, entries);
const { faults, play } = await import(pathToFileURL(join(programs, 'faults.mjs')));
const unknown = chosen.filter((name) => !faults.some((fault) => fault.name === name));
if (unknown.length > 0) {
  say(`There is no fault ${unknown.join(', ')}: choose of ${faults.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const servers = {
  disk: makeDisk,
  // It keeps its ordinary durability.
  postgres: async (folder) =>
    startMortalPostgres({ directory: join(folder, 'postgres'), port: await freePort() }),
  redis: async () => startRedis({ port: await freePort() }),
};
const summaries = [];
await withServers('faults', servers, async ({ disk, postgres, redis }) => {
  const ground = {
    root,
    programs,
    freePort,
    serverFlags,
    disk,
    postgres,
    postgresUrl: postgres.url,
    redisUrl: redis.url,
  };
  say(
    row(
      'fault',
      columns.map(([title]) => title),
    ),
  );
  for (const fault of faults) {
    if (chosen.length > 0 && !chosen.includes(fault.name)) continue;
    const verdicts = [];
    const tell = (verdict) => {
      verdicts.push(verdict);
      const cells = columns.map(([, cell]) => cell(verdict));
      say(row(`${fault.name} ${verdicts.length}`, cells));
      for (const what of verdict.broken) say(`  BROKEN: ${what}.`);
      if (verdict.broken.length > 0) process.exitCode = 1;
    };
    try {
      await play(ground, fault, rounds, tell);
    } catch (error) {
      // The others are still played.
      say(`  BROKEN: ${fault.name} ${verdicts.length + 1}: ${error.stack}`);
      process.exitCode = 1;
    }
    summaries.push(summary(fault.name, verdicts));
  }
});
say(
  '\n| fault | produced | stored | seen | lost | told | doubled | disordered | gaps | lost a round, p50 / max | window ms, p50 / max | caught up s, p50 / max | held |',
);
say(`|${' --- |'.repeat(13)}`);
summaries.forEach(say);
process.exit();
