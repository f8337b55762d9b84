import { readFile, writeFile } from 'node:fs/promises';
import { configContract, type FlagDefinition, type FlagPreview } from '@aurora/config/contract';
import { parseDuration } from '@aurora/platform/settings';
import { Command, InvalidArgumentError } from 'commander';
import type { Api } from '../cli/api.ts';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { differenceLines } from '../cli/difference-lines.ts';
import { UsageError } from '../cli/failure.ts';
import { readJsonFile, readObject } from '../cli/json-value.ts';
import { pagesOf } from '../cli/pages.ts';
import { planned, withPlan, type PlanOptions } from '../cli/planned-change.ts';
import { readPercentage } from '../cli/placement-text.ts';
import { withPercentage } from '../cli/rollout.ts';
import { readRevision } from '../cli/revision.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

interface DefinitionOptions extends Options {
  readonly definition?: string;
  readonly percent?: number;
}

const { deleteFlag, evaluateFlag, exportFlags, getFlag, importFlags, listFlags, listFlagUse, previewFlag, putFlag } = configContract.operations;

const withDefinition = (command: Command): Command => command
  .option('--definition <file>', 'a file with the definition in flagd\'s format; - for standard input')
  .option('--percent <percentage>', 'share on the first of the two variants between which the flag draws now, as in 20%', readPercentage);
const reason = ['--reason <text>', 'why, for the history'] as const;

/** `aurora flags`: the feature flags of a running Aurora. */
export const flagsCommand = (): Command => new Command('flags')
  .description('Flags are in flagd\'s format. Clients evaluate them by the API, or by OpenFeature\'s SDKs over OFREP at /ofrep/v1.')
  .addCommand(subcommand('list', 'List the flags').action(list))
  .addCommand(subcommand('get', 'Print the definition of a flag').argument('<key>').action(get))
  .addCommand(withPlan(withDefinition(subcommand('set', 'Define a flag, or define it anew'))).argument('<key>').option(...reason).action(set))
  .addCommand(withPlan(subcommand('delete', 'Delete a flag')).argument('<key>').option(...reason).action(remove))
  .addCommand(withDefinition(subcommand('preview', 'Show who would be given another variant by another definition or percentage; nothing is changed')).argument('<key>')
    .option('--keys <file>', 'a file with a targeting key on each line; else made-up ones are drawn')
    .option('--context <json>', 'what targeting may look at besides, as in {"plan":"beta"}', readObject).action(preview))
  .addCommand(subcommand('evaluate', 'Show what a flag says to one context').argument('<key>')
    .option('--targeting-key <key>', 'who is asking').option('--context <json>', 'what targeting may look at, as in {"email":"ada@example.edu"}', readObject)
    .option('--revision <revision>', 'as the flag was defined at this revision: a number, a tag, or a time', readRevision).action(evaluate))
  .addCommand(subcommand('use', 'Show when flags were last evaluated, to the hour').option('--unused <duration>', 'only those that are older than this and were not asked for since, as in 90d', readAgo).action(use))
  .addCommand(subcommand('export', 'Print all flags as one document in flagd\'s format').argument('[file]', 'where to write it; else to standard output').option('--revision <revision>', 'as they were at this revision: a number, a tag, or a time', readRevision).action(exportAll))
  .addCommand(withPlan(subcommand('import', 'Take in a document in flagd\'s format, all or nothing')).argument('<file>', '- for standard input')
    .option('--replace', 'delete the flags that are not in it').option(...reason).action(importAll));

function readAgo(text: string): string {
  const ago = parseDuration(text);
  if (ago === undefined) throw new InvalidArgumentError('It must be a duration as in 90d.');
  return new Date(Date.now() - ago).toISOString();
}

async function list(options: Options): Promise<void> {
  const flags = (await Array.fromAsync(pagesOf(await reach(options), listFlags, {}))).flat();
  if (options.json) return console.log(JSON.stringify({ items: flags }));
  const rows = flags.map(({ changed_in, definition: { defaultVariant, state, targeting, variants }, key }) => [key, state.toLowerCase(), Object.keys(variants as object).join(', '), defaultVariant ?? '-', targeting === undefined ? 'no' : 'yes', String(changed_in)]);
  for (const line of alignedLines([['KEY', 'STATE', 'VARIANTS', 'DEFAULT', 'TARGETING', 'CHANGED IN'], ...rows])) console.log(line);
}

async function get(key: string, options: Options): Promise<void> {
  const flag = await (await reach(options)).call(getFlag, { key });
  console.log(options.json ? JSON.stringify(flag) : JSON.stringify(flag.definition, null, 2));
}

/** The definition that the options name. */
async function definitionOf(api: Api, key: string, { definition, percent }: DefinitionOptions): Promise<FlagDefinition> {
  if ((definition === undefined) === (percent === undefined)) throw new UsageError('Say what is to become of the flag: --definition, or --percent.');
  if (percent !== undefined) return withPercentage((await api.call(getFlag, { key })).definition, percent);
  return await readJsonFile(definition!) as FlagDefinition;
}

async function set(key: string, options: DefinitionOptions & PlanOptions): Promise<void> {
  const api = await reach(options);
  const definition = await definitionOf(api, key, options);
  if (await planned(api, { flags: [{ key, definition }] }, options)) return;
  const flag = await api.call(putFlag, { key, definition, ...(options.reason === undefined ? {} : { reason: options.reason }) });
  console.log(options.json ? JSON.stringify(flag) : `${key} is defined as of revision ${flag.changed_in}.`);
}

async function remove(key: string, options: Options & PlanOptions): Promise<void> {
  const api = await reach(options);
  if (await planned(api, { flags: [{ key, definition: null }] }, options)) return;
  await api.call(deleteFlag, { key, ...(options.reason === undefined ? {} : { reason: options.reason }) });
  console.log(options.json ? JSON.stringify({ key }) : `${key} is deleted.`);
}

interface PreviewOptions extends DefinitionOptions {
  readonly keys?: string;
  readonly context?: Record<string, unknown>;
}

async function preview(key: string, options: PreviewOptions): Promise<void> {
  const api = await reach(options);
  const targeting_keys = options.keys === undefined ? undefined : await readKeys(options.keys);
  const found = await api.call(previewFlag, { key, definition: await definitionOf(api, key, options), ...(targeting_keys ? { targeting_keys } : {}), ...(options.context ? { context: options.context } : {}) });
  for (const line of options.json ? [JSON.stringify(found)] : previewLines(found)) console.log(line);
}

async function readKeys(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => { throw new UsageError(`${path} can't be read: ${error.code}.`); });
  return text.split('\n').map(line => line.trim()).filter(line => line !== '');
}

const named = (variant: string | null): string => variant ?? '(own default)';

function previewLines({ items, looked_at, made_up, moved, moves }: FlagPreview): string[] {
  const share = (count: number): string => `${(count * 100 / looked_at).toFixed(1)} %`;
  return [
    `${moved} of ${looked_at}${made_up ? ' who were made up' : ''} would be given another variant (${share(moved)})`,
    ...alignedLines([['NOW', 'THEN', 'HOW MANY', ''], ...moves.map(({ after, before, count }) => [named(before), named(after), String(count), share(count)])]),
    ...(items.length === 0 ? [] : ['', ...alignedLines([['MOVED', 'NOW', 'THEN'], ...items.map(({ after, before, targeting_key }) => [targeting_key, named(before), named(after)])])]),
    ...(items.length > 0 && items.length < moved ? [`and ${moved - items.length} more`] : []),
  ];
}

async function evaluate(key: string, options: Options & { readonly targetingKey?: string; readonly context?: Record<string, unknown>; readonly revision?: number | string }): Promise<void> {
  const { context, revision, targetingKey: targeting_key } = options;
  const found = await (await reach(options)).call(evaluateFlag, { key, ...(targeting_key === undefined ? {} : { targeting_key }), ...(context ? { context } : {}), ...(revision === undefined ? {} : { revision }) });
  console.log(options.json ? JSON.stringify(found) : `${JSON.stringify(found.value)} (${named(found.variant)}, ${found.reason}${found.error === null ? '' : `: ${found.error}`})`);
}

async function use(options: Options & { readonly unused?: string }): Promise<void> {
  const items = (await Array.fromAsync(pagesOf(await reach(options), listFlagUse, options.unused === undefined ? {} : { unused_since: options.unused }))).flat();
  if (options.json) return console.log(JSON.stringify({ items }));
  for (const line of alignedLines([['KEY', 'STATE', 'DEFINED', 'ASKED FOR', 'SENT WITH ALL'], ...items.map(item => [item.key, item.state.toLowerCase(), item.updated_at, item.evaluated_at ?? 'never', item.delivered_at ?? 'never'])])) console.log(line);
}

async function exportAll(file: string | undefined, options: Options & { readonly revision?: number | string }): Promise<void> {
  const document = await (await reach(options)).call(exportFlags, options.revision === undefined ? {} : { revision: options.revision });
  const text = JSON.stringify(document, null, 2);
  if (file === undefined) return console.log(text);
  await writeFile(file, `${text}\n`);
  const flags = Object.keys(document.flags as object).length;
  console.log(options.json ? JSON.stringify({ file, flags }) : `${file}: ${flags} flags.`);
}

async function importAll(file: string, options: Options & PlanOptions & { readonly replace?: boolean }): Promise<void> {
  const { reason: why, replace = false } = options;
  const document = await readJsonFile(file) as { flags: unknown };
  const api = await reach(options);
  if (await planned(api, { import: { document, replace } }, options)) return;
  const result = await api.call(importFlags, { document, replace, ...(why === undefined ? {} : { reason: why }) });
  if (options.json) return console.log(JSON.stringify(result));
  for (const line of differenceLines(result.difference)) console.log(line);
  console.log(`This is revision ${result.revision}.`);
}
