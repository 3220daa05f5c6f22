/** Bundles our TypeScript for Node. npm packages stay outside the bundle; our own rooms (`@cube/…`) go in. */
import { transformFile } from '@swc/core';
import { build } from 'esbuild';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

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

/** Options for esbuild: `entry` and `outfile` (`….mjs`) are paths from the root of the checkout; what is imported lazily becomes files beside it. */
export const bundleOptions = (entry, outfile) => ({
  entryPoints: [{ in: join(root, entry), out: basename(outfile, '.mjs') }],
  outdir: join(root, dirname(outfile)),
  outExtension: { '.js': '.mjs' },
  splitting: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [decorators],
});

export const bundle = (entry, outfile) => build(bundleOptions(entry, outfile));
