/**
 * `npm test`: installs what is missing, then format, lint, generated files, types, builds, specs on both kinds of Redis, and
 * the whole product in a browser. Every step is a line; the last line reads `N passed, N failed`.
 * `npm test -- PATTERN` runs the specs whose path matches; `--watch` and `--coverage` are handed to Jest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { arePackagesCurrent, installCall } from './packages.mjs';
import { findChromium } from './testing/chromium.mjs';
import { keepResults } from './testing/results.mjs';

const chosen = process.argv.slice(2);
const npx = (command, args, env = {}) =>
  spawnSync(process.execPath, [join('node_modules', command), ...args], {
    stdio: 'inherit',
    env: { ...process.env, NX_TUI: 'false', ...env },
    // A step that hangs is a step that fails.
    timeout: 20 * 60_000,
  }).status === 0;

function install() {
  if (arePackagesCurrent()) return;
  process.stdout.write('Installing…\n');
  const { command, args } = installCall();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

install();
let passed = 0;
let failed = 0;

/**
 * Specs of what depends on Redis: its connection and the limits, the queues, and the programs that use them whole.
 * For all others the stand-in is no different.
 */
const speaksToRedis = [
  'libs/platform/',
  'libs/guilds/',
  'libs/mail/',
  'apps/worker/',
  'apps/api/src/(canaries|graphql-limits|keys|limits-report|live-limits|sign-in-attacks)',
  'apps/api/src/accounts/(mails|password-sign-in)',
];
const step = (name, run) => {
  process.stdout.write(`\n── ${name}\n`);
  const began = Date.now();
  const isGood = run();
  if (isGood) passed += 1;
  else failed += 1;
  process.stdout.write(
    `── ${name}: ${isGood ? 'passed' : 'FAILED'} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`,
  );
};

/** The full titles of a Jest report, for `npm run checklist`. */
function titlesOf({ testResults = [] }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const titles = (wanted) => tests.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  return { passed: titles('passed'), failed: titles('failed') };
}

/** Runs Jest and counts its tests; a suite that could not run counts as one failure, and a failed one cannot hold up the end. */
function specs(name, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cube-jest-'));
  const report = join(folder, 'report.json');
  npx('jest/bin/jest.js', ['--json', '--forceExit', `--outputFile=${report}`, ...args], env);
  const result = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 1 };
  rmSync(folder, { recursive: true, force: true });
  if (chosen.length === 0) keepResults(name, titlesOf(result));
  passed += result.numPassedTests;
  failed += result.numFailedTests + (result.numRuntimeErrorTestSuites ?? 0);
  return result.numFailedTests === 0 && !result.numRuntimeErrorTestSuites && result.numPassedTests > 0;
}

if (chosen.some((argument) => argument.startsWith('--watch'))) {
  process.exit(npx('jest/bin/jest.js', chosen) ? 0 : 1);
}
if (chosen.length === 0) {
  step('format and lint', () => npx('../tools/lint.mjs', []));
  step('generated files are current', () =>
    ['schema', 'documents', 'bot-schema'].every((tool) => npx(`../tools/${tool}.mjs`, ['--check'])),
  );
  step('migrations are current', () => npx('../tools/migration.mjs', ['check']));
  step('types', () => npx('typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']));
  step('everything builds', () => npx('nx/dist/bin/nx.js', ['run-many', '-t', 'build']));
}
step('specs', () => specs('specs', chosen));
if (chosen.length === 0) {
  step('specs on the stand-in for Redis', () =>
    specs('stand-in', speaksToRedis, { CUBE_TEST_REDIS: 'stand-in' }),
  );
  const chromium = await findChromium();
  if (chromium) {
    const config = ['--config', 'apps/e2e/jest.config.ts'];
    step('in the browser', () => specs('e2e', config, { CUBE_CHROMIUM: chromium }));
  } else {
    process.stdout.write(
      '\n── in the browser: skipped, there is no Chromium on PATH and the packaged one does not run here\n',
    );
  }
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
