/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';

import type { Config } from 'jest';

// Nest 12 and a few of its friends ship ES modules only, and Jest runs CommonJS: let swc translate those.
const esmOnly = [
  '@nestjs',
  '@as-integrations',
  '@borewit',
  '@fastify/cookie',
  // No ES module, but it imports lazily, which Jest cannot do untranslated.
  '@opentelemetry/otlp-exporter-base',
  '@tokenizer',
  'content-disposition',
  'cookie',
  'es-toolkit',
  'file-type',
  'jose',
  'nest-commander',
  'oauth4webapi',
  'openid-client',
  'strtok3',
  'token-types',
  'uint8array-extras',
  'uuid',
];

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/bench', '<rootDir>/libs', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/apps/e2e/'],
  transform: { '^.+\\.m?[jt]s$': '@swc/jest' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})(/|$))`],
  moduleNameMapper: { '^@cube/(.*)$': '<rootDir>/libs/$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cube'],
  globalSetup: '<rootDir>/tools/testing/global-setup.ts',
  globalTeardown: '<rootDir>/tools/testing/global-teardown.ts',
  coverageDirectory: '<rootDir>/coverage',
  collectCoverageFrom: [
    'apps/**/*.ts',
    'libs/**/*.ts',
    '!**/*.generated.ts',
    '!apps/panel/**',
    '!apps/e2e/**',
  ],
  // Jest leaves one core to others, which on a machine of two is half of it.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Above the patience of `until`, so that a spec that waits in vain says what for.
  testTimeout: 60_000,
};

export default config;
