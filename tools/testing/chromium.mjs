import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium that runs here: the one on PATH, else the one that comes inside an npm package; undefined without either. */
export async function findChromium() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  for (const file of [onPath, await packaged()]) {
    if (!file) continue;
    const { status } = spawnSync(file, ['--version', '--no-sandbox'], { timeout: 30_000 });
    if (status === 0) return file;
  }
  return undefined;
}

async function packaged() {
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch {
    return undefined;
  }
}
