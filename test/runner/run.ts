import { performance } from 'node:perf_hooks';
import { requiredServices } from '../services/present.ts';
import { readOptions, usage, type Options } from './options.ts';
import { total } from './outcome.ts';
import type { Part } from './parts.ts';
import { heading, resultLine, summary, type Ran } from './summary.ts';

function optionsOf(args: readonly string[]): Options | undefined {
  try {
    requiredServices();
    return readOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return undefined;
  }
}

async function runPart(part: Part, patterns: readonly string[]): Promise<Ran> {
  console.log(`\n${heading(part)}`);
  const started = performance.now();
  const outcome = await part.run(patterns);
  const ran = { part, outcome, seconds: (performance.now() - started) / 1000 };
  console.log(resultLine(ran));
  return ran;
}

/** Runs the tests that `args` ask for, one part after the other whatever fails, and says what came of them. The exit code. */
export async function runTests(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (!options) return 1;
  const ran: Ran[] = [];
  for (const part of options.parts) ran.push(await runPart(part, options.patterns));
  console.log(summary(ran));
  const { passed, failed } = total(ran.map(({ outcome }) => outcome));
  return failed === 0 && passed > 0 ? 0 : 1;
}
