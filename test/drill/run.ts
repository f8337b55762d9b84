import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machine } from '../faults/document.ts';
import { guardLiving, killLiving } from '../running/living.ts';
import { writeDown } from './document.ts';
import { runJudge } from './judge/run.ts';
import { Drill, type DrillOptions, type Result } from './drill.ts';
import { mariaDbAnswers } from './mariadb-answers.ts';
import { readOptions, titleOf } from './options.ts';
import { tableOf } from './report/lines.ts';
import { pageOf } from './report/page.ts';
import { Progress } from './report/progress.ts';

/** Milliseconds in which a drill that is told to end must have put everything away. */
const patience = 10_000;

/** Told once the drill is to end: what is under way puts its databases away. Whoever says it again, or waits too long for that, ends it at once. */
function endOnSignals(): AbortSignal {
  const ending = new AbortController();
  process.on('exit', killLiving);
  guardLiving();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    let last = 0;
    process.on(signal, () => {
      const now = Date.now();
      // npm passes a signal on that the terminal has sent to all.
      if (ending.signal.aborted && now - last > 1_000) process.exit(130);
      last = now;
      ending.abort();
      setTimeout(() => process.exit(130), patience).unref();
    });
  }
  return ending.signal;
}

/** What a drill does, in a sentence. */
export function storyOf({ broker, clients, database, kill, modules, rate, relocate, rows }: DrillOptions): string {
  const what = modules.length > 1 ? 'Each module is taken out of a monolith in use into a service of its own, and then all are brought back' : `The ${modules[0]} module is taken out of a monolith in use into a service of its own, and brought back`;
  const data = relocate ? ` ${modules.length > 1 ? 'Their databases are' : 'Its database is'} moved to ${database === 'mariadb' ? 'another schema' : 'MariaDB'} and back meanwhile.` : '';
  return `${what}, while ${clients} clients begin ${rate} things a second on an archive of ${rows} subjects and syllabi${kill ? ' and processes are killed at random' : ''}. ${database === 'mariadb' ? 'MariaDB' : 'Embedded databases'}, events ${broker ? 'through RabbitMQ' : 'over HTTP'}.${data}`;
}

async function report(options: DrillOptions, results: readonly Result[]): Promise<string> {
  await mkdir(options.out, { recursive: true });
  const about = { title: titleOf(options), story: storyOf(options), machine: machine(), day: new Date().toISOString().slice(0, 10) };
  // Of several, the one that is worth looking at.
  const shown = results.find(({ violations }) => violations.length > 0) ?? results.at(-1)!;
  const page = join(options.out, 'report.html');
  await writeFile(join(options.out, 'report.json'), `${JSON.stringify({ ...about, options, runs: results }, undefined, 1)}\n`);
  await writeFile(page, pageOf(shown, about));
  return page;
}

/** What a drill has come to, for people. */
function tell({ data, figures, seed, violations }: Result): void {
  console.log('');
  for (const line of tableOf(figures)) console.log(line);
  console.log('');
  for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
  if (violations.length > 20) console.log(`  and ${violations.length - 20} more, in the report`);
  console.log(violations.length === 0 ? 'It held.' : `It broke: ${violations.length} violations (seed ${seed}; the data are kept in ${data}).`);
}

/** Drills what the command line asks for; answers the exit code. */
export async function runDrill(given: readonly string[]): Promise<number> {
  const read = readOptions(given);
  if (typeof read === 'string') {
    console.error(read);
    return 2;
  }
  const options: DrillOptions = { ...read, relocate: read.relocate ?? await mariaDbAnswers() };
  const signal = endOnSignals();
  if (read.judge) return runJudge(read, signal);
  console.log(`${storyOf(options)}\nEach client keeps a ledger of what it was told; at the end it is compared with what is there. Seed ${options.seed}.\n${options.relocate || read.relocate === false ? '' : 'Databases stay where they are: no MariaDB answers to move them to.\n'}`);
  const results: Result[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    const progress = new Progress(process.stdout);
    const seed = options.seed + run;
    if (options.runs > 1) console.log(`Run ${run + 1} of ${options.runs}, seed ${seed}`);
    try {
      results.push(await Drill.run({ ...options, seed }, progress, signal));
    } catch (error) {
      progress.end();
      if (signal.aborted) return 130;
      console.error(`The drill could not begin: ${(error as Error).message}`);
      return 1;
    }
    progress.end();
    tell(results.at(-1)!);
    const page = await report(options, results);
    // After each, so that of many that are ended early something stays.
    if (options.write) writeDown(titleOf(options), results);
    if (run === options.runs - 1) console.log(`The report: ${page}`);
  }
  return results.every(({ violations }) => violations.length === 0) ? 0 : 1;
}
