/** Puts a .br and a .gz beside every text asset of the built panel, so that the api sends them as they are. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const folder = new URL('../../dist/apps/panel/browser', import.meta.url).pathname;
const compressible = /\.(?:js|css|html|svg|json|txt|webmanifest)$/;
/** Below this a compressed answer is no smaller on the wire. */
const worthIt = 1024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

for (const name of await readdir(folder, { recursive: true })) {
  if (!compressible.test(name)) continue;
  const path = join(folder, name);
  const bytes = await readFile(path);
  if (bytes.length < worthIt) continue;
  const [br, gz] = await Promise.all([
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    zip(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
