import 'reflect-metadata';

import { readConfig } from '@cube/platform/config';

import { type RunningWorker, startWorker } from './start-worker';

let worker: RunningWorker | undefined;
let isLeaving = false;

function leave(code: number): void {
  if (isLeaving) return;
  isLeaving = true;
  // Whoever supervises this process starts it again; a shutdown that hangs must not keep the bots away.
  setTimeout(() => process.exit(code), 10_000).unref();
  void (worker?.close() ?? Promise.resolve()).finally(() => process.exit(code));
}

try {
  worker = await startWorker(readConfig(process.env), () => leave(1));
  process.once('SIGTERM', () => leave(0));
  process.once('SIGINT', () => leave(0));
} catch (error) {
  process.stderr.write(
    `The worker cannot start. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
