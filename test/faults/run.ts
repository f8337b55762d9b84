import { killLiving } from '../running/living.ts';
import { readOptions } from './options.ts';
import { progressTo } from './report.ts';
import { runsOf } from './runs.ts';

/** Runs what the command line asks for; answers the exit code. */
export async function runFaults(given: readonly string[]): Promise<number> {
  const options = readOptions(given);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  process.once('exit', killLiving);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  let failed = false;
  for (const { perform, title } of runsOf(options)) {
    const since = Date.now();
    const { end, progress } = progressTo(process.stdout, title);
    const { figures, violations } = await perform(progress);
    end();
    const said = Object.entries(figures).map(([name, value]) => `${value} ${name}`).join(', ');
    console.log(`${violations.length === 0 ? 'held' : 'BROKEN'} ${title} (seed ${options.seed}, ${Math.round((Date.now() - since) / 1_000)} s): ${said}, ${violations.length} violations`);
    for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
    failed ||= violations.length > 0;
  }
  return failed ? 1 : 0;
}
