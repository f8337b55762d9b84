import { presentServices, requiredServices } from '../services/present.ts';
import { howToStart, services } from '../services/table.ts';
import { runNode } from './command.ts';
import { runJest } from './jest-part.ts';
import { broken, nothing, succeeded, type Outcome } from './outcome.ts';

/** One step of `npm test`. */
export interface Part {
  readonly name: string;
  readonly summary: string;
  /** Seconds it should take on two cores; more is said, and no failure. */
  readonly budget: number;
  /** Whether it takes patterns of test files. */
  readonly jest: boolean;
  readonly run: (patterns: readonly string[]) => Promise<Outcome>;
}

const command = (name: string, summary: string, budget: number, args: readonly string[]): Part =>
  ({ name, summary, budget, jest: false, run: async () => (await runNode(args, 10) ? succeeded : broken) });

const jest = (name: string, summary: string, budget: number, globs: readonly string[]): Part =>
  ({ name, summary, budget, jest: true, run: patterns => runJest(globs, patterns) });

async function requireServices(): Promise<Outcome> {
  const present = await presentServices();
  for (const name of present) console.log(`${services[name].title} answers.`);
  const required = requiredServices();
  const missing = required.filter(name => !present.includes(name));
  for (const name of missing) console.log(`${services[name].title} is required and does not answer. Start it with: ${howToStart(name)}`);
  if (required.length === 0) return nothing;
  return missing.length > 0 ? broken : succeeded;
}

/** In the order in which they run: what is quick to fail comes first. */
export const parts: readonly Part[] = [
  { name: 'services', summary: 'the servers that AURORA_REQUIRE names', budget: 5, jest: false, run: requireServices },
  command('types', 'tsc', 30, ['node_modules/typescript/bin/tsc', '-p', '.']),
  command('lint', 'oxlint, with types', 30, ['node_modules/oxlint/bin/oxlint', '--deny-warnings']),
  command('boundaries', 'aurora verify', 30, ['src/host/aurora.mjs', 'verify']),
  jest('unit', 'the tests of each package', 350, ['<rootDir>/{src,modules,gateway,migrations}/**/*.test.ts']),
  jest('integration', 'what spans packages', 150, ['<rootDir>/test/!(e2e)/**/*.test.ts']),
  jest('e2e', 'whole processes, from outside', 580, ['<rootDir>/test/e2e/**/*.test.ts']),
];
