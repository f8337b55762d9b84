import { Command } from 'commander';
import { describeViolation, findCheckout, toMermaid, verifyBoundaries, type Verification } from '../boundaries/index.ts';
import { Ended, exit } from '../cli/failure.ts';

interface Options {
  readonly graph?: boolean;
  readonly json?: boolean;
}

/** `aurora verify`: the boundaries between the modules of the checkout it is run in. */
export const verifyCommand = (): Command => new Command('verify')
  .description('Checks every boundary between the packages of the checkout, and prints all violations at once.')
  .option('--graph', 'print who calls whom and who listens to whom, as Mermaid in Markdown')
  .option('--json', 'print violations and graph as JSON')
  .action(verify);

async function verify(options: Options): Promise<void> {
  const root = findCheckout(process.cwd());
  if (root === undefined) throw new Error('Boundaries are checked in a checkout of Aurora, and this folder is in none.');
  const found = await verifyBoundaries(root);
  if (options.json) console.log(JSON.stringify(found, null, 2));
  else if (options.graph) console.log(toMermaid(found.graph));
  if (!options.json) report(found, options.graph === true);
  if (found.violations.length > 0) throw new Ended(exit.failed);
}

/** With the graph on standard output, what else is said goes beside it. */
function report({ violations, graph, files }: Verification, beside: boolean): void {
  const say = beside ? console.error : console.log;
  for (const violation of violations) say(`${describeViolation(violation)}\n`);
  const checked = `${graph.modules.length} modules, ${files} files`;
  const count = violations.length === 1 ? '1 violation' : `${violations.length} violations`;
  say(violations.length === 0 ? `No boundary is violated: ${checked}.` : `${count}: ${checked}.`);
}
