/**
 * `npm run bench`: measures ours and a named peer side by side, prints a table and writes bench/results.json.
 * `npm run bench -- NAME …` runs some; `--profile` writes CPU profiles of every program to bench/.data/profiles, and no results.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import prettier from 'prettier';

import { freePort } from './free-port.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { serverFlags } from './start/settings.mjs';
import { findChromium } from './testing/chromium.mjs';
import { buildPrograms, withServers } from './testing/stage.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const cache = 'node_modules/.cache/cube/bench';
const programs = `${cache}/programs`;
const resultsFile = join(root, 'bench/results.json');
const say = (line) => process.stdout.write(`${line}\n`);

/** Every program of the benches, and where its first line stands. */
const entries = {
  benches: 'bench/benches.ts',
  api: 'apps/api/src/main.ts',
  'fixed-viewer-api': `${cache}/fixed-viewer-api.ts`,
  producer: 'bench/programs/producer.ts',
  bombs: 'bench/programs/bombs.ts',
  'load-bots': 'bench/programs/load-bots.ts',
  requests: 'bench/programs/requests.ts',
  simulator: 'bench/programs/simulator.ts',
  'simulator-of-one': 'bench/programs/simulator.ts',
  subscribers: 'bench/programs/subscribers.ts',
  worker: 'apps/worker/src/main.ts',
  'bare-nest': 'bench/peers/bare-nest.ts',
  copy: 'bench/peers/copy.ts',
  'discord-bot': 'bench/peers/discord-bot.ts',
  pubsub: 'bench/peers/pubsub.ts',
  'stock-liquid': 'bench/peers/stock-liquid.ts',
  'stock-graphql': 'bench/peers/stock-graphql.ts',
  'typeorm-save': 'bench/peers/typeorm-save.ts',
};

function writeFixedViewerApi() {
  mkdirSync(join(root, cache), { recursive: true });
  const up = relative(join(root, cache), root).replaceAll('\\', '/');
  writeFileSync(
    join(root, cache, 'fixed-viewer-api.ts'),
    `import '${up}/bench/peers/fixed-viewer';\nimport '${up}/apps/api/src/main';\n`,
  );
}

/** Of the first column. */
const width = 20;
const round = (value) => Number(value.toPrecision(4));
/** A bench of several rows begins their names. */
const benchOf = (row) => row.split(' ')[0];
const isMet = ({ ratio, goal, better }) => (better === 'lower' ? ratio <= goal : ratio >= goal);

function line({ name, ours, peer, unit, ratio, goal, better }) {
  const columns = [String(ours).padStart(9), String(peer).padStart(9), String(ratio).padStart(7)];
  const bound = `${better === 'lower' ? '≤' : '≥'} ${goal}`;
  return `${name.padEnd(width)}${columns.join('')}  ${bound.padEnd(7)}${isMet({ ratio, goal, better }) ? 'met   ' : 'MISSED'}  ${unit}`;
}

async function keep(results, names) {
  const known = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : [];
  const measured = new Set(results.map(({ name }) => benchOf(name)));
  const rows = names.flatMap((name) =>
    (measured.has(name) ? results : known).filter((row) => benchOf(row.name) === name),
  );
  const options = await prettier.resolveConfig(resultsFile);
  writeFileSync(resultsFile, await prettier.format(JSON.stringify(rows), { ...options, parser: 'json' }));
}

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const profiles = process.argv.includes('--profile') ? join(root, 'bench/.data/profiles') : undefined;

writeFixedViewerApi();
await buildPrograms(root, cache, entries);
const { benches } = await import(pathToFileURL(join(root, programs, 'benches.mjs')));
const names = benches.map(({ name }) => name);
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  say(`There is no bench ${unknown.join(', ')}: choose of ${names.join(', ')}.`);
  process.exit(1);
}

const results = [];
const chromium = await findChromium();
const servers = {
  // It keeps its ordinary durability.
  postgres: async (folder) => startPostgres({ directory: join(folder, 'postgres'), port: await freePort() }),
  redis: async () => startRedis({ port: await freePort() }),
};
await withServers('bench', servers, async ({ postgres, redis }) => {
  say(`${'bench'.padEnd(width)}     ours     peer  ratio  goal`);
  for (const { name, unit, goal, better, measure } of benches) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const ground = {
      root,
      chromium,
      programs: join(root, programs),
      profiles,
      freePort,
      serverFlags,
      postgresUrl: postgres.url,
      redisUrl: redis.url,
    };
    const measured = await measure(ground).catch((error) => {
      // The others may still be measured.
      say(`${name.padEnd(width)} broke: ${error.message}`);
      process.exitCode = 1;
      return [];
    });
    for (const row of [measured].flat()) {
      const { ours, peer, ...own } = { name, unit, goal, better, ...row };
      const [figures, ratio] = [{ ours: round(ours), peer: round(peer) }, round(ours / peer)];
      results.push({
        name: own.name,
        ...figures,
        unit: own.unit,
        ratio,
        goal: own.goal,
        better: own.better,
      });
      say(line(results.at(-1)));
    }
  }
});
if (!profiles) await keep(results, names);
// A tool that measures does not judge: whoever asks for the table reads in it what was missed.
process.exit();
