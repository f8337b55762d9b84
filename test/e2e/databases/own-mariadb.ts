import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { OwnMariaDb } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';

/** A `describe` for tests that start and kill a MariaDB of their own: its programs must be on this machine. */
export function describeWithOwnMariaDb(title: string, tests: () => void): void {
  const installed = ['mariadbd', 'mariadb-install-db'].every(program => spawnSync('which', [program]).status === 0);
  if (installed) describeWith('mariadb', title, tests);
  else describe.skip(`${title} [mariadb]`, tests);
}

export { OwnMariaDb };
