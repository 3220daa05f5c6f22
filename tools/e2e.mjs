/**
 * `npm run e2e`: the whole product in a real browser. Arguments go to Jest; CUBE_SCREENSHOTS=folder takes pictures on the way.
 */
import { spawnSync } from 'node:child_process';

import { findChromium } from './testing/chromium.mjs';

const chromium = await findChromium();
if (!chromium) {
  process.stderr.write('There is no Chromium on PATH, and the packaged one does not run here.\n');
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--config', 'apps/e2e/jest.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, CUBE_CHROMIUM: chromium } },
);
process.exit(status ?? 1);
