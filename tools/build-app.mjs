/** Builds one Node application: `node tools/build-app.mjs api` writes dist/apps/api/main.mjs, and its public files beside it. */
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundle, bundlePacked } from './bundle.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const app = process.argv[2];

// Names of lazily loaded files change with what is in them.
await rm(join(root, 'dist/apps', app), { recursive: true, force: true });
// Necord and Nest Commander, of the others, bring a Nest of their own.
const how = app === 'api' ? bundlePacked : bundle;
await how(`apps/${app}/src/main.ts`, `dist/apps/${app}/main.mjs`);
const assets = join(root, 'apps', app, 'public');
if (existsSync(assets)) await cp(assets, join(root, 'dist/apps', app, 'public'), { recursive: true });
