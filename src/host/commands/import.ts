import { Command, InvalidArgumentError } from 'commander';
import type { Api } from '../cli/api.ts';
import { readConcurrency } from '../cli/concurrency-option.ts';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { Ended, exit } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { Interrupted } from '../cli/retry.ts';
import { UnreadableFile } from '../import/decode.ts';
import { delimiterNamed } from '../import/delimiter.ts';
import type { ImportOptions } from '../import/options.ts';
import { importSubjects } from '../import/subjects.ts';
import { summaryJson, summaryText, type Ending } from '../import/summary.ts';
import { importSyllabi } from '../import/syllabi.ts';
import { importLegacyCommand } from './import-legacy.ts';
import { Tally } from '../import/tally.ts';

interface Given extends ConnectionOptions {
  readonly map?: ReadonlyMap<string, string>;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly concurrency: number;
  readonly report?: string;
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `aurora import`: brings CSV files into a running Aurora, through its public API. */
export const importCommand = (): Command => new Command('import')
  .description('Loads subjects or syllabi from CSV files, or the tables of an old application, into a running Aurora. Running it again adds nothing twice.')
  .addCommand(withFileOptions(new Command('subjects'))
    .summary('Load subjects, one for each code in the file')
    .description('Loads subjects: code and name, and description, department, credits and credits_max where the file has them.')
    .argument('<file>', 'CSV file; rows of the same code are one subject')
    .option('--update', 'overwrite what differs in Aurora; else it is kept and reported')
    .action((file: string, given: Given) => run('subjects', file, given, (api, tally, options) => importSubjects(file, api, tally, options))))
  .addCommand(withFileOptions(new Command('syllabi'))
    .summary('Load syllabi and their files, as an index lists them')
    .description('Loads syllabi: file and code of the subject, and instructor, term, year and section where the index has them; bytes and sha256 are checked.')
    .argument('<folder>', 'folder of the files')
    .requiredOption('--index <file>', 'CSV file that lists the files')
    .action((folder: string, given: Given & { readonly index: string }) => run('syllabi', given.index, given, (api, tally, options) => importSyllabi(folder, given.index, api, tally, options))))
  .addCommand(importLegacyCommand());

const withFileOptions = (command: Command): Command => withConnection(command
  .option('--map <field=column>', 'fill a field from a column, or from columns joined by a space; may be repeated', collectPair)
  .option('--delimiter <character>', 'what stands between the fields, or "tab"; else found from the header', readDelimiter)
  .option('--encoding <name>', 'encoding of the file, as in latin1; else UTF-8')
  .option('--dry-run', 'only say what would be done')
  .option('--report <file>', 'write every refused, changed or noted row to a file: JSON if its name ends so, else CSV')
  .option('--concurrency <number>', 'requests in flight', readConcurrency, 8)
  .option('--json', 'print the summary as JSON'));

async function run(what: Ending['what'], file: string, given: Given, load: (api: Api, tally: Tally, options: ImportOptions) => Promise<void>): Promise<void> {
  const { signal, stop } = onInterruption('Stopping: what is under way is finished. Ctrl-C again stops at once.');
  const api = await connect(given, signal, 'editor');
  const tally = await Tally.open(given.report);
  let ended = false;
  try {
    await load(api, tally, {
      form: { delimiter: given.delimiter, encoding: given.encoding }, map: given.map ?? new Map(), concurrency: given.concurrency,
      update: given.update ?? false, dryRun: given.dryRun ?? false, signal, tell: line => process.stderr.write(`${line}\n`),
    });
    ended = true;
  } catch (error) {
    if (error instanceof UnreadableFile) throw new Error(`${file}: ${error.message}.`);
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    stop();
    await tally.close();
    const ending = { what, dryRun: given.dryRun ?? false, interrupted: signal.aborted };
    if (ended || signal.aborted || tally.total > 0) console.log(given.json ? summaryJson(tally, ending) : summaryText(tally, ending));
  }
  if (signal.aborted) throw new Ended(exit.interrupted);
  if (tally.counts.refused > 0) throw new Ended(exit.failed);
}

function collectPair(text: string, before?: ReadonlyMap<string, string>): Map<string, string> {
  const [, field, column] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (field === undefined) throw new InvalidArgumentError('It is written field=column, as in --map code="Course Code".');
  return new Map(before).set(field.trim(), column!.trim());
}

function readDelimiter(text: string): string {
  const delimiter = delimiterNamed(text);
  if (delimiter === undefined) throw new InvalidArgumentError('It is one character, or "tab".');
  return delimiter;
}
