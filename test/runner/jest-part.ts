import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './command.ts';
import { broken, type Outcome, type SkippedTest } from './outcome.ts';

/** The part of Jest's report that is read here. */
interface JestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly ancestorTitles: readonly string[] }[] }[];
}

/** The service in the title that `describeWith` gave. */
const need = (titles: readonly string[]) => titles.map(title => / \[([a-z]+)\]$/.exec(title)?.[1]).find(name => name !== undefined);

function skippedIn(report: JestReport): SkippedTest[] {
  return report.testResults.flatMap(file => file.assertionResults)
    .filter(result => result.status === 'pending' || result.status === 'todo')
    .map(result => ({ title: result.fullName, needs: need(result.ancestorTitles) }));
}

/** A test file that could not be run counts as one failure, and so does a Jest that fails without naming a test. */
function outcomeOf(report: JestReport): Outcome {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: report.success ? failed : Math.max(failed, 1), skipped: skippedIn(report) };
}

/** Runs the test files that match one of `globs` and, if there are any, one of the regular expressions `patterns`. */
export async function runJest(globs: readonly string[], patterns: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-tests-'));
  const file = join(folder, 'report.json');
  try {
    const ended = await runNode([
      '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js',
      '--passWithNoTests', '--json', `--outputFile=${file}`, '--testMatch', ...globs, '--', ...patterns,
    ], 30);
    const outcome = outcomeOf(JSON.parse(await readFile(file, 'utf8')) as JestReport);
    return ended || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
  } catch (error) {
    console.log(`Jest left no report: ${(error as Error).message}`);
    return broken;
  } finally {
    await rm(folder, { recursive: true });
  }
}
