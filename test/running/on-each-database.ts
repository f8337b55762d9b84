import { describe } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import { Deployment, type Engine } from './deployment.ts';

/** What the tests of one database are given: a new deployment on it for each test, and which it is. */
export interface OnDatabase {
  deploy(): Promise<Deployment>;
  readonly engine: Engine;
}

const on = (engine: Engine): OnDatabase => ({ engine, deploy: () => Deployment.create(engine) });

/** The same tests on SQLite and, where there is one, on a MariaDB server: `onEachDatabase('subjects', ({ deploy }) => …)`. */
export function onEachDatabase(title: string, tests: (database: OnDatabase) => void): void {
  describe(`${title} [sqlite]`, () => tests(on('sqlite')));
  describeWith('mariadb', title, () => tests(on('mariadb')));
}
