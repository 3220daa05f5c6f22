import { FeaturesModule } from '@cube/features/features.module';
import { refuseOldSchema } from '@cube/features/migrate';
import type { Config } from '@cube/platform/config';
import { PlatformModule } from '@cube/platform/platform.module';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

export async function openFeatures(config: Config): Promise<INestApplicationContext> {
  await refuseOldSchema(config);

  @Module({ imports: [PlatformModule.for('cli', config), FeaturesModule] })
  class CliFeatures {}

  return NestFactory.createApplicationContext(CliFeatures, {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
}
