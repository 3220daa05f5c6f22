/**
 * `npm run cube -- COMMAND`: the operator's commands, on the database and with the keys of this clone. `npm run cube -- --help`
 * lists them.
 */
import './start/check-node.mjs';

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { environmentOfClone } from './start/instance.mjs';
import { mainOf, root } from './start/settings.mjs';
import { runTool, Trouble } from './start/terminal.mjs';

const cli = mainOf('cli');

/** True where nothing that goes into the program has changed since it was built. */
function isCurrent() {
  if (!existsSync(cli)) return false;
  const { mtimeMs } = statSync(cli);
  return ['apps/cli', 'libs', 'package-lock.json']
    .flatMap((name) => {
      const path = join(root, name);
      if (!statSync(path).isDirectory()) return [path];
      return readdirSync(path, { recursive: true }).map((file) => join(path, file));
    })
    .every((path) => statSync(path).mtimeMs <= mtimeMs);
}

function build() {
  const args = [join(root, 'tools/build-app.mjs'), 'cli'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Trouble('The command line does not build:', [stdout, stderr]);
}

await runTool(() => {
  const env = environmentOfClone();
  if (!isCurrent()) build();
  const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
});
