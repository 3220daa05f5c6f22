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

const common = {
  outExtension: { '.js': '.mjs' },
  splitting: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
};

/**
 * Packages of small ES modules, 1,300 in all, which Node would find, open and link one by one. Those that hold a class or a
 * token in common go together, so that there is one of each; CommonJS packages stay outside.
 */
const packedNames = [
  '@apollo/server',
  '@as-integrations/fastify',
  '@graphql-tools/\\w+',
  '@nestjs/(apollo|bull|bull-shared|common|core|graphql|mapped-types|platform-fastify|terminus|typeorm)',
  '@whatwg-node/[\\w-]+',
  'es-toolkit',
  'graphql-ws',
  'jose',
  'oauth4webapi',
  'openid-client',
  'uuid',
  'zod',
];
const packed = new RegExp(`^(${packedNames.join('|')})(/|$)`);

/** Options for esbuild: `entry` and `outfile` (`….mjs`) are paths from the root of the checkout; what is imported lazily becomes files beside it. */
export const bundleOptions = (entry, outfile) => ({
  entryPoints: [{ in: join(root, entry), out: basename(outfile, '.mjs') }],
  outdir: join(root, dirname(outfile)),
  ...common,
  packages: 'external',
  plugins: [decorators],
});

export const bundle = (entry, outfile) => build(bundleOptions(entry, outfile));

/** As `bundle`, with the packages of `packed` in a folder `….packages` beside it: our own names, which GraphQL shows, stay clear of theirs. */
export async function bundlePacked(entry, outfile) {
  const folder = `${basename(outfile, '.mjs')}.packages`;
  const entries = new Map();
  const elsewhere = {
    name: 'packed',
    setup({ onResolve }) {
      onResolve({ filter: packed }, ({ path }) => {
        const out = path.replaceAll('@', '').replaceAll('/', '.');
        entries.set(out, path);
        return { path: `./${folder}/${out}.mjs`, external: true };
      });
    },
  };
  const options = bundleOptions(entry, outfile);
  await build({ ...options, plugins: [elsewhere, ...options.plugins] });
  await build({
    ...common,
    entryPoints: [...entries].map(([out, path]) => ({ in: path, out })),
    outdir: join(root, dirname(outfile), folder),
    sourcemap: false,
    plugins: [onlyPacked],
  });
}

const onlyPacked = {
  name: 'only-packed',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || packed.test(path) ? undefined : { path, external: true },
    );
  },
};
