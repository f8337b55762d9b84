import { writeFile } from 'node:fs/promises';
import { configContract } from '@aurora/config/contract';
import { Command, InvalidArgumentError } from 'commander';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { differenceLines } from '../cli/difference-lines.ts';
import { valueOfText } from '../cli/json-value.ts';
import { pagesOf } from '../cli/pages.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

interface LayerOptions extends Options {
  readonly environment?: string;
  readonly service?: string;
}

interface ChangeOptions extends LayerOptions {
  readonly reason?: string;
  /** The revision that was looked at. */
  readonly at?: number;
}

const { compareRevisions, deleteSetting, exportSettings, getSetting, listRevisions, listSettings, putSetting, rollBack } = configContract.operations;

function readRevision(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A revision is a number, as "aurora config history" shows it.');
  return Number(text);
}

const withLayer = (command: Command): Command => command.option('--environment <name>', 'as in production; else whatever the environment').option('--service <name>', 'as in gateway; else whatever the service');
const withChange = (command: Command): Command => command.option('--reason <text>', 'why, for the history').option('--at <revision>', 'refuse if this is not the present revision any more', readRevision);

/** What `aurora config` does with the settings that a running Aurora keeps in its config module. */
export const settingCommands = (): Command[] => [
  withLayer(subcommand('get', 'Show a setting that the config module keeps, or all, as they hold in an environment for a service')).argument('[key]').action(get),
  withChange(withLayer(subcommand('set', 'Give a setting its value in one layer'))).argument('<key>').argument('<value>', 'JSON, or a text as it is').option('--text', 'the value is a text, even if it could be read as JSON').action(set),
  withChange(withLayer(subcommand('unset', 'Take the value of a setting out of one layer'))).argument('<key>').action(unset),
  subcommand('history', 'Show who changed settings and flags, when and why').argument('[key]', 'only changes of this setting or flag').action(history),
  subcommand('diff', 'Show what differs between two revisions').argument('<from>', 'a revision; 0 is the beginning', readRevision).argument('[to]', 'another; else the present one', readRevision).option('--key <key>', 'only this setting or flag').action(diff),
  withChange(subcommand('rollback', 'Give settings and flags the values of an earlier revision, as a new one')).argument('<revision>', 'as "aurora config history" shows it', readRevision)
    .option('--key <key>', 'only this setting or flag; may be repeated. Where modules are stays, unless placement.<module> is named', (key: string, before: readonly string[]) => [...before, key], [])
    .option('--dry-run', 'show what would change, and change nothing').action(rollback),
  subcommand('export', 'Print all settings in all their layers, in the form in which several are changed').argument('[file]', 'where to write them; else to standard output').action(exportAll),
];

const layerOf = ({ environment, service }: LayerOptions) => ({ ...(environment === undefined ? {} : { environment }), ...(service === undefined ? {} : { service }) });
const changeOf = ({ at, reason }: ChangeOptions) => ({ ...(reason === undefined ? {} : { reason }), ...(at === undefined ? {} : { if_match: `"revision.${at}"` }) });

async function get(key: string | undefined, options: LayerOptions): Promise<void> {
  const api = await reach(options);
  const layer = layerOf(options);
  const items = key === undefined ? (await Array.fromAsync(pagesOf(api, listSettings, layer))).flat() : [await api.call(getSetting, { key, ...layer })];
  if (options.json) return console.log(JSON.stringify(key === undefined ? { items } : items[0]));
  if (key !== undefined) return console.log(JSON.stringify(items[0]!.value));
  for (const line of alignedLines([['KEY', 'VALUE', 'ENVIRONMENT', 'SERVICE', 'CHANGED IN'], ...items.map(item => [item.key, JSON.stringify(item.value), item.environment ?? '-', item.service ?? '-', String(item.changed_in)])])) console.log(line);
}

async function set(key: string, text: string, options: ChangeOptions & { readonly text?: boolean }): Promise<void> {
  const setting = await (await reach(options)).call(putSetting, { key, value: options.text ? text : valueOfText(text), ...layerOf(options), ...changeOf(options) });
  console.log(options.json ? JSON.stringify(setting) : `${key} is ${JSON.stringify(setting.value)} as of revision ${setting.revision}.`);
}

async function unset(key: string, options: ChangeOptions): Promise<void> {
  await (await reach(options)).call(deleteSetting, { key, ...layerOf(options), ...changeOf(options) });
  console.log(options.json ? JSON.stringify({ key, ...layerOf(options) }) : `${key} has no value there any more.`);
}

/** Revisions that are shown. */
const shown = 50;

async function history(key: string | undefined, options: Options): Promise<void> {
  const { items } = await (await reach(options)).call(listRevisions, { limit: shown, ...(key === undefined ? {} : { key }) });
  if (options.json) return console.log(JSON.stringify({ items }));
  for (const line of alignedLines([['REVISION', 'AT', 'BY', 'WHY'], ...items.map(({ author, created_at, number, reason }) => [String(number), created_at, author, reason ?? '-'])])) console.log(line);
}

async function diff(from: number, to: number | undefined, options: Options & { readonly key?: string }): Promise<void> {
  const compared = await (await reach(options)).call(compareRevisions, { from, ...(to === undefined ? {} : { to }), ...(options.key === undefined ? {} : { key: options.key }) });
  if (options.json) return console.log(JSON.stringify(compared));
  for (const line of differenceLines(compared.difference)) console.log(line);
}

async function rollback(number: number, options: ChangeOptions & { readonly key: readonly string[]; readonly dryRun?: boolean }): Promise<void> {
  const { dryRun: dry_run = false, key: keys } = options;
  const result = await (await reach(options)).call(rollBack, { number, dry_run, ...(keys.length > 0 ? { keys: [...keys] } : {}), ...changeOf(options) });
  if (options.json) return console.log(JSON.stringify(result));
  for (const line of differenceLines(result.difference)) console.log(line);
  console.log(dry_run ? 'Nothing was changed.' : `This is revision ${result.revision}.`);
}

async function exportAll(file: string | undefined, options: Options): Promise<void> {
  const settings = await (await reach(options)).call(exportSettings, {});
  const text = JSON.stringify({ changes: settings.changes }, null, 2);
  if (file === undefined) return console.log(text);
  await writeFile(file, `${text}\n`);
  console.log(options.json ? JSON.stringify({ file, revision: settings.revision, settings: settings.changes.length }) : `${file}: ${settings.changes.length} values as of revision ${settings.revision}.`);
}
