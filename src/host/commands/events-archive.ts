import { parseDuration } from '@aurora/platform/settings';
import { Command, InvalidArgumentError } from 'commander';
import { archiveEvents, type Archived } from '../archive/archive-events.ts';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { UsageError } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { startProgress } from '../cli/progress.ts';

interface Options extends ConnectionOptions {
  readonly before?: string;
  readonly keep?: number;
  readonly to?: string;
  readonly without: readonly string[];
  readonly json?: boolean;
}

/** `aurora events archive`: moves old events out of a module's database into a file. */
export const eventsArchiveCommand = (): Command => withConnection(new Command('archive'))
  .summary('Move old events of a module into a file here')
  .description('Writes the oldest events of a module into a file on this machine, reads it back, and then lets the module remove them: at most those that every subscriber has processed. Run again after it was cut off, it goes on.')
  .argument('<module>', 'as in syllabus')
  .option('--before <time>', 'those before a date, as in 2026-01-31, or older than a duration, as in 90d', readTime)
  .option('--keep <events>', 'all but the last so many; 0 for none', readCount)
  .option('--to <file>', 'the file, compressed if it ends in .gz; by default one in this folder, named after the events in it')
  .option('--without <module>', 'do not wait for a module that is to listen and has never been heard of; may be repeated', (name: string, names: readonly string[]) => [...names, name], [])
  .option('--json', 'print the outcome as JSON')
  .action(archive);

async function archive(module: string, options: Options): Promise<void> {
  if (options.before === undefined && options.keep === undefined) throw new UsageError('Say which events may go: --before 90d, or --keep 10000.');
  const { signal, stop } = onInterruption('Stopping; what has been written so far stays in the module.');
  try {
    const { json, keep, before, to, without } = options;
    const outcome = await archiveEvents(await connect(options, signal), {
      module, signal, without, progress: what => startProgress(what, undefined), ...(keep === undefined ? {} : { keep }), ...(before === undefined ? {} : { before }), ...(to === undefined ? {} : { to }),
    });
    for (const line of json ? [JSON.stringify({ module, ...outcome })] : told(module, outcome)) console.log(line);
  } finally {
    stop();
  }
}

function told(module: string, { archive: made, holders, pruned }: Archived): string[] {
  const lines = made
    ? [`${made.file} has the events of ${module} from ${made.after + 1} to ${made.through} (sha256 ${made.sha256})`, `Those up to ${pruned} are gone from the module`]
    : [`Nothing to archive; the events of ${module} up to ${pruned} are gone already`];
  return [...lines, ...holders.map(holder => `No more may go: ${holder}`)];
}

function readCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** RFC 3339 in UTC, of a date, a time, or how long ago. */
function readTime(text: string): string {
  const ago = parseDuration(text);
  const time = ago === undefined ? (/^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN) : Date.now() - ago;
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a date as in 2026-01-31, or a duration as in 90d.');
  return new Date(time).toISOString();
}
