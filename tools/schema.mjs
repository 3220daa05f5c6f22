/**
 * `node tools/schema.mjs` writes schema.graphql from the resolvers. With --check it writes nothing and exits 1 when the
 * committed file is not what the code says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import prettier from 'prettier';

import { bundle } from './bundle.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const file = join(root, 'schema.graphql');
const bundled = 'node_modules/.cache/cube/schema.mjs';

await bundle('libs/features/schema.ts', bundled);
await import('reflect-metadata');
const { printedSchema } = await import(pathToFileURL(join(root, bundled)));
const options = await prettier.resolveConfig(file);
const text = await prettier.format(await printedSchema(), { ...options, parser: 'graphql' });

if (!process.argv.includes('--check')) await writeFile(file, text);
else if (text !== (await readFile(file, 'utf8'))) {
  console.error('Not current: schema.graphql. Run npm run generate and commit what it writes.');
  process.exitCode = 1;
}
