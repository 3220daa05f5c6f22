import 'reflect-metadata';

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readConfig } from '@cube/platform/config';

import { startApi } from './start-api';

const here = dirname(fileURLToPath(import.meta.url));

try {
  const api = await startApi(readConfig(process.env), join(here, '../panel/browser'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void api.close().then(() => process.exit(0)));
  }
} catch (error) {
  // Nothing runs yet that could write a log line: this is for whoever looks at the terminal.
  process.stderr.write(`The api cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
