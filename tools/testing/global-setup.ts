import 'reflect-metadata';

import { type ChildProcess, spawn } from 'node:child_process';
import Module from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { DataSource } from 'typeorm';

declare global {
  var cubeServices: ChildProcess | undefined;
}

/** Starts a real PostgreSQL and a real Redis, and migrates the database of which every Jest worker gets a copy. */
export default async function setUp(): Promise<void> {
  const services = spawn(process.execPath, ['tools/testing/services.mjs'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.cubeServices = services;
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: services.stdout }).once('line', resolve);
    services.once('exit', () => reject(new Error('The test servers did not start.')));
  });
  const { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string } = JSON.parse(line);
  process.env['CUBE_TEST_DATABASE_URL'] = databaseUrl;
  process.env['CUBE_TEST_REDIS_URL'] = redisUrl;
  resolveRooms();
  const { migrations } = await import('../../libs/features/migrations');
  const template = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: [...migrations],
    migrationsTableName: 'migration',
  });
  await template.initialize();
  await template.runMigrations({ transaction: 'each' });
  await template.destroy();
}

/** Jest maps `@cube/…` for specs, but not for its own set-up. */
function resolveRooms(): void {
  const loader: { _resolveFilename: (request: string, ...rest: unknown[]) => string } = Object(Module);
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) =>
    resolve(
      request.startsWith('@cube/') ? join(process.cwd(), 'libs', request.slice('@cube/'.length)) : request,
      ...rest,
    );
}
