/** What benches and faults are played on: each program as one bundled file, and servers that are there for them alone. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundle, bundlePacked } from '../bundle.mjs';

/** Bundles programs (name → where the first line stands, from `root`) into `programs` below `cache`, a folder from `root`. */
export async function buildPrograms(root, cache, entries) {
  mkdirSync(join(root, cache, 'programs'), { recursive: true });
  for (const [name, entry] of Object.entries(entries)) {
    // As tools/build-app.mjs does.
    await (name.endsWith('api') ? bundlePacked : bundle)(entry, `${cache}/programs/${name}.mjs`);
  }
  // The api serves the panel from beside itself; a page in its place will do where it is not built.
  const panel = join(root, cache, 'panel/browser');
  rmSync(panel, { recursive: true, force: true });
  mkdirSync(panel, { recursive: true });
  const built = join(root, 'dist/apps/panel/browser');
  if (existsSync(built)) cpSync(built, panel, { recursive: true });
  else writeFileSync(join(panel, 'index.html'), '<!doctype html>');
}

/**
 * Starts servers one after the other, each with a function that is given a temporary folder, runs something on them, and stops
 * them in the other order, also on Ctrl-C.
 * @template {Record<string, (folder: string) => { stop(): unknown } | Promise<{ stop(): unknown }>>} Starts
 * @param {string} name begins that of the folder
 */
export async function withServers(name, starts, work) {
  const folder = mkdtempSync(join(tmpdir(), `social-cube-${name}-`));
  chmodSync(folder, 0o755);
  const running = [];
  let ending;
  // Whatever ends first, the work or its patience: all servers have stopped before the folder goes.
  const end = () => (ending ??= stopAll());
  async function stopAll() {
    for (const server of running.reverse()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  // Servers are in process groups of their own, which Ctrl-C does not reach.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void end().finally(() => process.exit(1)));
  try {
    const servers = {};
    for (const [key, start] of Object.entries(starts)) {
      servers[key] = await start(folder);
      running.push(servers[key]);
    }
    await work(servers);
  } finally {
    await end();
  }
}
