/** Whether the packages of package-lock.json are there, and how to get them. Only Node's own modules: it runs before any package is there. */
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Trouble } from './start/terminal.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** Times say nothing: a checkout makes the lock file new. */
export function arePackagesCurrent() {
  // npm writes this file last, so it is not there after a broken install.
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const [wanted, present] = [join(root, 'package-lock.json'), installed].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || present[path]?.version === version,
  );
}

/** How to call npm, with the arguments that install what package-lock.json names; throws Trouble where that would do harm. */
export function installCall() {
  // npm empties what a link points to, which somebody else works with.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Trouble(
      'node_modules is a link, and not what package-lock.json asks for: install it where it is.',
    );
  // What builds and starts the product is a development dependency, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  return npm ? { command: process.execPath, args: [npm, ...args] } : { command: 'npm', args };
}
