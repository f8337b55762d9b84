import { describe, test } from '@jest/globals';
import { requiredServices } from './present.ts';
import { howToStart, services, serviceUrl, type ServiceName } from './table.ts';

declare global {
  /** Set by jest.config.mjs, once for the whole run. */
  var presentServices: readonly ServiceName[];
}

/**
 * A `describe` whose tests need a service, as in `describeWith('mariadb', 'subjects', () => …)`.
 * Where it is missing they are skipped, and `npm test` names them and says how to start it;
 * where `AURORA_REQUIRE` names it they fail.
 */
export function describeWith(name: ServiceName, title: string, tests: () => void): void {
  const marked = `${title} [${name}]`;
  if (globalThis.presentServices.includes(name)) describe(marked, tests);
  else if (!requiredServices().includes(name)) describe.skip(marked, tests);
  else describe(marked, () => test(`needs ${services[name].title}`, () => { throw new Error(`${services[name].title} does not answer. Start it with: ${howToStart(name)}`); }));
}

export { serviceUrl, type ServiceName };
