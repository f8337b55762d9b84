import { presentServices } from './test/services/present.ts';

// Pact's native part, which reads it from the process and not from a test's copy, would tell its makers of each run.
process.env.PACT_DO_NOT_TRACK = 'true';

/** Jest on TypeScript as it is: Node strips the types, nothing is compiled. */
export default async () => ({
  globals: { presentServices: await presentServices() },
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/test/fixtures/', '<rootDir>/data/'],
  testEnvironment: '<rootDir>/test/jest/environment.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/jest/strip-types.mjs' },
  testTimeout: 60_000,
  maxWorkers: 2,
  coverageProvider: 'babel',
});
