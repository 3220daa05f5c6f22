import 'reflect-metadata';

import { AppError } from '@cube/platform/errors';
import { CommandFactory } from 'nest-commander';

import { CliModule } from './cli.module';

/** An operator's mistake is one sentence; anything else keeps its stack. */
function fail(error: unknown): never {
  const text = error instanceof AppError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

// Commander takes the name for its help from the file that runs.
process.argv[1] = 'cube';
await CommandFactory.run(CliModule, {
  errorHandler: (error) => {
    // Commander itself has said what was wrong with the arguments.
    if ('exitCode' in error) process.exit(Number(error.exitCode));
    fail(error);
  },
  serviceErrorHandler: fail,
});
