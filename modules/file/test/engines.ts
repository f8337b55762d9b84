import { describe } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import type { DatabaseEngine } from './deployment.ts';

/** The same tests on every engine that is there. */
export function onEveryEngine(title: string, tests: (engine: DatabaseEngine) => void): void {
  describe(`${title} [sqlite]`, () => tests('sqlite'));
  describeWith('mariadb', title, () => tests('mariadb'));
}
