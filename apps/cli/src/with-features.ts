import { readConfig } from '@cube/platform/config';
import type { INestApplicationContext } from '@nestjs/common';

/**
 * Does something with the features of the product on the database of the environment. They are loaded only here: help and
 * `migrate`, which `npm start` runs each time, are quicker without them.
 */
export async function withFeatures<Result>(
  work: (app: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const { openFeatures } = await import('./features');
  const app = await openFeatures(readConfig(process.env));
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
