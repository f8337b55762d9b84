import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { describeError, Ended, exit, UsageError } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { checkTables } from '../import/legacy/check-tables.ts';
import { Ledger } from '../import/legacy/ledger.ts';
import { LegacyDatabase } from '../import/legacy/legacy-database.ts';
import { legacyModules, readMapping, type LegacyMapping, type LegacyModule } from '../import/legacy/mapping.ts';
import { movedAnything, type Counts, type Parts } from '../import/legacy/parts.ts';
import { pass } from '../import/legacy/pass.ts';
import { plan } from '../import/legacy/plan.ts';
import { sourceAddress } from '../import/legacy/source-address.ts';
import { report, reportLines } from '../import/legacy/status.ts';
import { switchBack, switchToAurora } from '../import/legacy/switch.ts';

interface Options extends ConnectionOptions {
  readonly from: string;
  readonly mapping: string;
  readonly follow?: boolean;
  readonly switch?: LegacyModule;
  readonly back?: LegacyModule;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Milliseconds between two passes, between two that compare all rows, and after a failure. */
const interval = 500, wholeEvery = 60_000, pause = 2_000;

/** Milliseconds after which connections are made anew: a token ends. */
const session = 3_600_000;

/** `aurora import legacy`: the tables of the application that Aurora replaces. */
export const importLegacyCommand = (): Command => withConnection(new Command('legacy'))
  .summary('Bring over the tables of the application that Aurora replaces, and switch its modules')
  .description('Brings the tables of the old application over, by a mapping file, and keeps both sides together: what the old application writes comes to Aurora, and what Aurora writes goes to the old tables. Run again after whatever has ended it, it goes on.')
  .requiredOption('--from <database>', 'mysql://user:password@host:3306/schema (seen by whoever lists processes), env:VARIABLE, file:/path or enc:… that holds such an address, or secret:<name> of one that is kept')
  .requiredOption('--mapping <file>', 'which tables and columns are what, in YAML or JSON')
  .option('--follow', 'go on until Ctrl-C')
  .addOption(new Option('--switch <module>', 'send the writes of a module to Aurora, once the last changes have come over').choices([...legacyModules]))
  .addOption(new Option('--back <module>', 'send them back to the old application, once it has the last changes').choices([...legacyModules]))
  .option('--status', 'show where each module is, what could not be brought over, and who wrote past the gateway')
  .option('--dry-run', 'check the mapping and count the rows; nothing is changed')
  .option('--json', 'print it as JSON, one line for each pass')
  .action(run);

/** What is worked with, for as long as a session lasts. */
async function withParts(options: Options, mapping: LegacyMapping, signal: AbortSignal, work: (parts: Parts) => Promise<void>): Promise<void> {
  const api = await connect(options, signal);
  await using database = await LegacyDatabase.open(sourceAddress(options.from));
  await checkTables(options.mapping, mapping, database);
  await work({ api, database, mapping, ledger: new Ledger(database), tell: line => process.stderr.write(`${line}\n`) });
}

async function run(options: Options): Promise<void> {
  if ([options.follow, options.switch, options.back, options.status, options.dryRun].filter(Boolean).length > 1) throw new UsageError('Say one of --follow, --switch, --back, --status and --dry-run.');
  const mapping = await readMapping(options.mapping);
  for (const module of [options.switch, options.back]) if (module !== undefined && !mapping[module]) throw new UsageError(`The mapping ${options.mapping} has no ${module}.`);
  const { signal, stop } = onInterruption('Stopping after what is under way. The same command goes on.');
  try {
    if (options.follow) await follow(options, mapping, signal);
    else await withParts(options, mapping, signal, parts => once(parts, options));
  } finally {
    stop();
  }
}

async function once(parts: Parts, options: Options): Promise<void> {
  const { database, ledger } = parts;
  if (options.dryRun) return print(await plan(parts), options, lines => lines);
  if (options.status) {
    if (!await ledger.exists()) throw new Error('Nothing has been imported from this database.');
    return print(await report(parts), options, reportLines);
  }
  await ledger.make();
  await database.alone(async () => {
    if (options.switch) return say(options, { module: options.switch, writes: 'aurora', waited_ms: await switchToAurora(parts, options.switch) });
    if (options.back) return say(options, { module: options.back, writes: 'legacy', waited_ms: await switchBack(parts, options.back) });
    const counts = await pass(parts, legacyModules, true);
    show(counts, options);
    if (counts.refused > 0) throw new Ended(exit.failed);
  });
}

/** Goes on until it is interrupted: an end of a connection, a server that is away, ends nothing. */
async function follow(options: Options, mapping: LegacyMapping, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await withParts(options, mapping, signal, async parts => {
        await parts.ledger.make();
        const ends = Date.now() + session;
        for (let compared = 0; Date.now() < ends && !signal.aborted;) {
          const whole = Date.now() - compared >= wholeEvery;
          if (whole) compared = Date.now();
          const counts = await parts.database.alone(() => pass(parts, legacyModules, whole));
          if (whole || movedAnything(counts) || counts.strays > 0) show(counts, options);
          await wait(interval, undefined, { signal }).catch(() => undefined);
        }
      });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      if (signal.aborted) break;
      process.stderr.write(`${describeError(error)} Trying again.\n`);
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  throw new Ended(exit.interrupted);
}

function show(counts: Counts, { json }: Options): void {
  if (json) return console.log(JSON.stringify(counts));
  const { added, changed, fed, refused, removed, strays, unchanged } = counts;
  const parts = [`${added} added`, `${changed} changed`, `${unchanged} unchanged`, `${removed} removed`, `${fed} fed to the old tables`, ...(refused > 0 ? [`${refused} refused (--status says why)`] : []), ...(strays > 0 ? [`${strays} written past the gateway`] : [])];
  console.log(parts.join(', '));
}

function say({ json }: Options, done: { readonly module: string; readonly writes: 'aurora' | 'legacy'; readonly waited_ms: number }): void {
  if (json) return console.log(JSON.stringify(done));
  const { module, waited_ms, writes } = done;
  const whose = writes === 'aurora' ? 'Aurora' : 'the old application';
  console.log(waited_ms === 0 ? `${whose} has the writes of ${module} already.` : `${whose} has the writes of ${module} now; they waited for ${waited_ms} ms.`);
}

function print<Content>(content: Content, { json }: Options, lines: (content: Content) => readonly string[]): void {
  console.log(json ? JSON.stringify(content) : lines(content).join('\n'));
}
