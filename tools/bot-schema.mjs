/**
 * `node tools/bot-schema.mjs` writes apps/panel/public/bot.schema.json, the JSON Schema of a bot's file, which the panel
 * serves. With --check it writes nothing and exits 1 when the committed file is not what the code says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import prettier from 'prettier';

import { bundle } from './bundle.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const file = join(root, 'apps/panel/public/bot.schema.json');
const bundled = 'node_modules/.cache/cube/bot-schema.mjs';

await bundle('libs/automation/bot-file/bot-file-schema.ts', bundled);
await import('reflect-metadata');
const { botFileSchema } = await import(pathToFileURL(join(root, bundled)));
const options = await prettier.resolveConfig(file);
const text = await prettier.format(JSON.stringify(botFileSchema()), { ...options, parser: 'json' });

if (!process.argv.includes('--check')) await writeFile(file, text);
else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
  console.error(
    'Not current: apps/panel/public/bot.schema.json. Run npm run generate and commit what it writes.',
  );
  process.exitCode = 1;
}
