type Library = typeof import('@pact-foundation/pact');

declare global {
  /** Set by test/jest/environment.cjs. */
  var loadPact: () => Library;
}

/** Pact, the same for all test files of a process. Throws where its native part for this platform is not installed. */
export const loadPact = (): Library => globalThis.loadPact();
