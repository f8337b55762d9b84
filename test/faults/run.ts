import { killLiving, guardLiving } from '../running/living.ts';
import { writeDown } from './document.ts';
import { readOptions } from './options.ts';
import { progressTo, resultLines, type Outcome } from './report.ts';
import { runsOf, type Run } from './runs.ts';

/** Milliseconds in which a run that is told to end must have put everything away. */
const patience = 5_000;

/** Told once the harness is to end: what is under way puts its databases away. Whoever says it again, or waits too long for that, ends it at once. */
function endOnSignals(): AbortSignal {
  const ending = new AbortController();
  process.on('exit', killLiving);
  guardLiving();
  // For good: npm passes a signal on that the terminal has sent to all, and the second one must not end us in the middle of what the first began.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    let last = 0;
    process.on(signal, () => {
      const now = Date.now();
      if (ending.signal.aborted && now - last > 1_000) process.exit(130);
      last = now;
      ending.abort();
      setTimeout(() => process.exit(130), patience).unref();
    });
  }
  return ending.signal;
}

async function perform(run: Run, signal: AbortSignal): Promise<Outcome> {
  const { end, progress } = progressTo(process.stdout, run.title);
  try {
    return await run.perform(progress, signal);
  } catch (error) {
    return { figures: {}, violations: [`the run came to no end: ${(error as Error).stack}`] };
  } finally {
    end();
  }
}

/** Runs what the command line asks for; answers the exit code. */
export async function runFaults(given: readonly string[]): Promise<number> {
  const options = readOptions(given);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  const signal = endOnSignals();
  let failed = false;
  for (const run of runsOf(options)) {
    const since = Date.now();
    const outcome = await perform(run, signal);
    if (signal.aborted) return 130;
    const took = Date.now() - since;
    for (const line of resultLines(run.title, options.seed, took, outcome)) console.log(line);
    if (options.write) writeDown(run.title, options.seed, took, outcome);
    failed ||= outcome.violations.length > 0;
  }
  return failed ? 1 : 0;
}
