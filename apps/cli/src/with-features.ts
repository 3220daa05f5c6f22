import { FeaturesModule } from '@cube/features/features.module';
import { refuseOldSchema } from '@cube/features/migrate';
import { readConfig } from '@cube/platform/config';
import { PlatformModule } from '@cube/platform/platform.module';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Does something with the features of the product on the database of the environment. */
export async function withFeatures<Result>(
  work: (app: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  await refuseOldSchema(config);

  @Module({ imports: [PlatformModule.for('cli', config), FeaturesModule] })
  class CliFeatures {}

  const app = await NestFactory.createApplicationContext(CliFeatures, {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
