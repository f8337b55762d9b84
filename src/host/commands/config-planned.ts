import { configContract, type PlannedChange } from '@aurora/config/contract';
import { Command, InvalidArgumentError } from 'commander';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { differenceLines } from '../cli/difference-lines.ts';
import { pagesOf } from '../cli/pages.ts';
import { plannedLines, standing } from '../cli/planned-change.ts';
import { readRevision } from '../cli/revision.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };
type WhyOptions = Options & { readonly reason?: string };

const { approveChange, cancelChange, deleteTag, getPlannedChange, listPlannedChanges, listTags, putTag, rejectChange } = configContract.operations;

function readId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a planned change, as "aurora config pending" shows it.');
  return Number(text);
}

const withWhy = (command: Command): Command => command.option('--reason <text>', 'why');

/** What `aurora config` does with changes that are to be, and with the names of revisions. */
export const plannedCommands = (): Command[] => [
  subcommand('pending', 'Show the changes that are proposed or scheduled, or one').argument('[id]', 'only this one, with what it changes', readId).option('--all', 'also what became of earlier ones').action(pending),
  subcommand('approve', 'Approve of another\'s change: it takes effect, at once or at its time').argument('<id>', 'as "aurora config pending" shows it', readId).action(approve),
  withWhy(subcommand('reject', 'Say that a proposed change is not to be')).argument('<id>', 'as "aurora config pending" shows it', readId).action(reject),
  withWhy(subcommand('cancel', 'Give up a change that is proposed or scheduled')).argument('<id>', 'as "aurora config pending" shows it', readId).action(cancel),
  subcommand('tags', 'List the names of revisions').action(tags),
  subcommand('tag', 'Name a revision').argument('<name>').argument('[revision]', 'else the present one', readRevision).option('--move', 'take the name from the revision that has it').action(tag),
  subcommand('untag', 'Take a name from its revision').argument('<name>').action(untag),
];

function tell(change: PlannedChange, { json }: Options): void {
  if (json) return console.log(JSON.stringify(change));
  for (const line of differenceLines(change.difference)) console.log(line);
  console.log(`Planned change ${change.id} of ${change.author}${change.reason === null ? '' : ` (${change.reason})`}: ${standing(change)}.`);
}

async function pending(id: number | undefined, options: Options & { readonly all?: boolean }): Promise<void> {
  const api = await reach(options);
  if (id !== undefined) return tell(await api.call(getPlannedChange, { id }), options);
  const items = (await Array.fromAsync(pagesOf(api, listPlannedChanges, options.all ? {} : { state: 'open' as const }))).flat();
  for (const line of options.json ? [JSON.stringify({ items })] : items.length === 0 ? ['Nothing is pending.'] : plannedLines(items)) console.log(line);
}

async function approve(id: number, options: Options): Promise<void> {
  const api = await reach(options);
  const { digest } = await api.call(getPlannedChange, { id });
  tell(await api.call(approveChange, { id, digest }), options);
}

const why = ({ reason }: WhyOptions) => (reason === undefined ? {} : { reason });

async function reject(id: number, options: WhyOptions): Promise<void> {
  tell(await (await reach(options)).call(rejectChange, { id, ...why(options) }), options);
}

async function cancel(id: number, options: WhyOptions): Promise<void> {
  tell(await (await reach(options)).call(cancelChange, { id, ...why(options) }), options);
}

async function tags(options: Options): Promise<void> {
  const items = (await Array.fromAsync(pagesOf(await reach(options), listTags, {}))).flat();
  if (options.json) return console.log(JSON.stringify({ items }));
  for (const line of alignedLines([['NAME', 'REVISION', 'SINCE', 'BY'], ...items.map(item => [item.name, String(item.revision), item.created_at, item.created_by])])) console.log(line);
}

async function tag(name: string, revision: number | string | undefined, options: Options & { readonly move?: boolean }): Promise<void> {
  const made = await (await reach(options)).call(putTag, { name, ...(revision === undefined ? {} : { revision }), move: options.move ?? false });
  console.log(options.json ? JSON.stringify(made) : `Revision ${made.revision} is ${name}.`);
}

async function untag(name: string, options: Options): Promise<void> {
  await (await reach(options)).call(deleteTag, { name });
  console.log(options.json ? JSON.stringify({ name }) : `No revision is ${name} any more.`);
}
