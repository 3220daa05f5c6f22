import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startSimulator } from '@cube/simulator/server';
import { z } from 'zod';

import { settingsOf } from './settings';

const environment = z.object({
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4_700),
  SIMULATOR_STATE: z.string().optional(),
  SIMULATOR_SEED: z.string().optional(),
  SIMULATOR_REDIRECT_URI: z.url().optional(),
  SIMULATOR_KEY: z.string().optional(),
  SIMULATOR_HEARTBEAT_GRACE: z.coerce.number().int().min(0).optional(),
  SIMULATOR_IDENTIFIES_PER_DAY: z.coerce.number().int().min(1).optional(),
  SIMULATOR_GUILDS_PER_SHARD: z.coerce.number().int().min(1).optional(),
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** Beside the bundle once built, one floor up from the source. */
const publicFolder = ['./public', '../public']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

async function main(): Promise<void> {
  const settings = settingsOf(environment);
  const { SIMULATOR_HOST: host, SIMULATOR_PORT: port, SIMULATOR_STATE: stateFile } = settings;
  try {
    const simulator = await startSimulator({
      host,
      port,
      stateFile,
      seed: settings.SIMULATOR_SEED === '1',
      redirectUri: settings.SIMULATOR_REDIRECT_URI,
      key: settings.SIMULATOR_KEY,
      heartbeatGrace: settings.SIMULATOR_HEARTBEAT_GRACE,
      identifiesPerDay: settings.SIMULATOR_IDENTIFIES_PER_DAY,
      guildsPerShard: settings.SIMULATOR_GUILDS_PER_SHARD,
      publicFolder,
      onFault: (error) => complain(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    say(`Discord simulator: ${simulator.url}`);
    const stop = () => void simulator.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    complain(startFault(error, port));
    process.exit(1);
  }
}

function startFault(error: unknown, port: number): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${port} is taken: set SIMULATOR_PORT to a free one.`;
  }
  return `The simulator could not start: ${error instanceof Error ? error.message : String(error)}`;
}

// The bots of a load are another program, in a process of its own.
const program = process.argv[2] === 'load' ? import('./load').then(({ load }) => load(say)) : main();
program.catch((error: unknown) => {
  complain(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
