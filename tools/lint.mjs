/** `npm run lint`: format, then style and the boundaries of the rooms. */
import { spawnSync } from 'node:child_process';

const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;

const isGood = [
  run('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  // The rule on boundaries reads the project graph from Nx's cache; without one it looks away.
  spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects']).status === 0,
  run('node_modules/eslint/bin/eslint.js', '.'),
].every(Boolean);
process.exit(isGood ? 0 : 1);
