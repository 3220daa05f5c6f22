/**
 * `npm run checklist`: how many capabilities of docs/checklist.md have a test that passes and carries their id in its title,
 * and which have none. `npm test` and `npm run e2e` leave the titles behind, see tools/testing/results.mjs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './start/settings.mjs';
import { runTool, Trouble } from './start/terminal.mjs';
import { readResults } from './testing/results.mjs';

const id = /\b(?:DC|SC|SA|OM|ND|PS)-\d\d\b/g;

/** The capabilities by id, with what they say. A line may hold several; an id in brackets only refers to another line. */
function readChecklist() {
  const text = readFileSync(join(root, 'docs/checklist.md'), 'utf8');
  const lines = text.replace(/\n {2,}(?=\S)/g, ' ').match(/^- .*$/gm) ?? [];
  return new Map(
    lines.flatMap((line) =>
      [
        ...line.matchAll(
          /(?<![(\w])((?:DC|SC|SA|OM|ND|PS)-\d\d) (.*?)(?=(?<![(\w])(?:DC|SC|SA|OM|ND|PS)-\d\d |$)/g,
        ),
      ].map(([, name, words]) => [name, words.replace(/[\s,;.>-]+$/, '')]),
    ),
  );
}

await runTool(() => {
  const capabilities = readChecklist();
  const results = readResults();
  if (results.length === 0) throw new Trouble('No test has left its results yet: run npm test first.');

  const ids = (titles) => titles.flatMap((title) => title.match(id) ?? []);
  const failed = new Set(ids(results.flatMap(({ failed }) => failed)));
  const passed = new Set(ids(results.flatMap(({ passed }) => passed)).filter((name) => !failed.has(name)));
  const without = [...capabilities].filter(([name]) => !passed.has(name));

  const say = (line) => process.stdout.write(`${line}\n`);
  for (const { name, at } of results) say(`${name}: ${at}`);
  say(
    `\n${capabilities.size - without.length} of ${capabilities.size} have a test that passes. Without one:\n`,
  );
  for (const [name, words] of without) {
    const mark = failed.has(name) ? 'fails  ' : '       ';
    say(`${mark}${name}  ${words.length > 100 ? `${words.slice(0, 99)}…` : words}`);
  }
  const strangers = [...passed, ...failed].filter((name) => !capabilities.has(name));
  if (strangers.length > 0) say(`\nIn titles, but not in the checklist: ${strangers.join(', ')}`);
});
