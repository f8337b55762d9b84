import { describeWith } from '@aurora/test/services';

/** A `describe` for tests that run the old application: FastAPI on Debian's Python, and MariaDB. */
export function describeWithLegacy(title: string, tests: () => void): void {
  describeWith(globalThis.presentServices.includes('fastapi') ? 'mariadb' : 'fastapi', title, tests);
}
