/**
 * `npm run e2e`: the whole product in a real browser. Chromium is the one on PATH, or the one that comes inside
 * @sparticuz/chromium; without either the tests are skipped, and the last line says why. Arguments go to Jest.
 * CUBE_SCREENSHOTS=folder takes pictures on the way.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

async function findChromium() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  const found = onPath ?? (await packaged());
  if (!found) return undefined;
  const { status } = spawnSync(found, ['--version', '--no-sandbox'], { timeout: 30_000 });
  return status === 0 ? found : undefined;
}

async function packaged() {
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch {
    return undefined;
  }
}

const chromium = await findChromium();
if (!chromium) {
  console.log('The browser tests are skipped: no Chromium on PATH, and the packaged one does not run here.');
  process.exit(0);
}
const { status } = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--config', 'apps/e2e/jest.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, CUBE_CHROMIUM: chromium } },
);
process.exit(status ?? 1);
