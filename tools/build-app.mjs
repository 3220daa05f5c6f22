/**
 * Bundles one Node application: `node tools/build-app.mjs api` writes dist/apps/api/main.mjs.
 * npm packages stay outside the bundle; our own rooms (`@cube/…`) go in.
 */
import { build } from 'esbuild';
import { transformFile } from '@swc/core';
import { cp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const app = process.argv[2];

/** esbuild emits no decorator metadata, which Nest's injection and TypeORM read: swc translates each file first. */
const decorators = {
  name: 'decorators',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@cube\// }, ({ path }) => ({
      path: join(root, 'libs', `${path.slice('@cube/'.length)}.ts`),
    }));
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { code } = await transformFile(path, { configFile: join(root, '.swcrc'), sourceMaps: 'inline' });
      return { contents: code, loader: 'js' };
    });
  },
};

const outdir = join(root, 'dist/apps', app);
await build({
  entryPoints: [join(root, 'apps', app, 'src/main.ts')],
  outfile: join(outdir, 'main.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [decorators],
});

const assets = join(root, 'apps', app, 'public');
if (existsSync(assets)) await cp(assets, join(outdir, 'public'), { recursive: true });
