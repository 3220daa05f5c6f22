/** What the last test runs said, kept for `npm run checklist`: one file a run, with the titles that passed and that failed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.cache/cube/test-results', import.meta.url));

/**
 * @param {string} name of the run, such as `specs`; it takes the place of the one before
 * @param {{ passed: readonly string[], failed: readonly string[] }} titles in full
 */
export function keepResults(name, titles) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.json`),
    JSON.stringify({ name, at: new Date().toISOString(), ...titles }),
  );
}

/** @returns {{ name: string, at: string, passed: string[], failed: string[] }[]} */
export function readResults() {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}
