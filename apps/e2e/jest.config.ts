/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** The whole product in a real browser: `npm run e2e`. */
const config: Config = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/apps/e2e/src'],
  testMatch: ['**/*.spec.ts'],
  transform: { '^.+\\.m?[jt]s$': '@swc/jest' },
  moduleNameMapper: { '^@cube/(.*)$': '<rootDir>/libs/$1' },
  testTimeout: 60_000,
  maxWorkers: 1,
};

export default config;
