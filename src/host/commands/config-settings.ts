import { writeFile } from 'node:fs/promises';
import { configContract } from '@aurora/config/contract';
import type { InputOf } from '@aurora/kernel';
import { Command, InvalidArgumentError } from 'commander';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { differenceLines } from '../cli/difference-lines.ts';
import { readJsonFile, valueOfText } from '../cli/json-value.ts';
import { pagesOf } from '../cli/pages.ts';
import { planned, withPlan, type PlanOptions } from '../cli/planned-change.ts';
import { readRevision } from '../cli/revision.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

interface LayerOptions extends Options {
  readonly environment?: string;
  readonly service?: string;
}

interface ChangeOptions extends LayerOptions, PlanOptions {
  /** The revision that was looked at. */
  readonly at?: number;
}

const { changeSettings, compareRevisions, deleteSetting, exportSettings, getSetting, listRevisions, listSettings, putSetting, rollBack } = configContract.operations;

function readNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A revision is a number, as "aurora config history" shows it.');
  return Number(text);
}

const withLayer = (command: Command): Command => command.option('--environment <name>', 'as in production; else whatever the environment').option('--service <name>', 'as in gateway; else whatever the service');
const withChange = (command: Command): Command => command.option('--reason <text>', 'why, for the history').option('--at <revision>', 'refuse if this is not the present revision any more', readNumber);
const withPast = (command: Command): Command => command.option('--as-of <revision>', 'as it was at a revision: a number, a tag, or a time', readRevision);

/** What `aurora config` does with the settings that a running Aurora keeps in its config module. */
export const settingCommands = (): Command[] => [
  withPast(withLayer(subcommand('get', 'Show a setting that the config module keeps, or all, as they hold in an environment for a service'))).argument('[key]').action(get),
  withPlan(withChange(withLayer(subcommand('set', 'Give a setting its value in one layer')))).argument('<key>').argument('<value>', 'JSON, or a text as it is').option('--text', 'the value is a text, even if it could be read as JSON').action(set),
  withPlan(withChange(withLayer(subcommand('unset', 'Take the value of a setting out of one layer')))).argument('<key>').action(unset),
  withPlan(withChange(subcommand('apply', 'Change several settings and flags, all or none'))).argument('<file>', 'JSON with "changes" and "flags", as "aurora config export" prints them; - for standard input').action(apply),
  subcommand('history', 'Show who changed settings and flags, when and why').argument('[key]', 'only changes of this setting or flag').option('--until <revision>', 'only this revision and those before it: a number, a tag, or a time', readRevision).action(history),
  subcommand('diff', 'Show what differs between two revisions').argument('<from>', 'a revision: a number, a tag, or a time; 0 is the beginning', readRevision).argument('[to]', 'another; else the present one', readRevision).option('--key <key>', 'only this setting or flag').action(diff),
  withPlan(withChange(subcommand('rollback', 'Give settings and flags the values of an earlier revision, as a new one'))).argument('<revision>', 'a number as "aurora config history" shows it, a tag, or a time', readRevision)
    .option('--key <key>', 'only this setting or flag; may be repeated. Where modules are stays, unless placement.<module> is named', (key: string, before: readonly string[]) => [...before, key], []).action(rollback),
  withPast(subcommand('export', 'Print all settings in all their layers, in the form in which several are changed')).argument('[file]', 'where to write them; else to standard output').action(exportAll),
];

const layerOf = ({ environment, service }: LayerOptions) => ({ ...(environment === undefined ? {} : { environment }), ...(service === undefined ? {} : { service }) });
const freshOf = ({ at }: ChangeOptions) => (at === undefined ? {} : { if_match: `"revision.${at}"` });
const changeOf = (options: ChangeOptions) => ({ ...(options.reason === undefined ? {} : { reason: options.reason }), ...freshOf(options) });

type PastOptions = { readonly asOf?: number | string };
const pastOf = ({ asOf }: PastOptions) => (asOf === undefined ? {} : { revision: asOf });

async function get(key: string | undefined, options: LayerOptions & PastOptions): Promise<void> {
  const api = await reach(options);
  const layer = { ...layerOf(options), ...pastOf(options) };
  const items = key === undefined ? (await Array.fromAsync(pagesOf(api, listSettings, layer))).flat() : [await api.call(getSetting, { key, ...layer })];
  if (options.json) return console.log(JSON.stringify(key === undefined ? { items } : items[0]));
  if (key !== undefined) return console.log(JSON.stringify(items[0]!.value));
  for (const line of alignedLines([['KEY', 'VALUE', 'ENVIRONMENT', 'SERVICE', 'CHANGED IN'], ...items.map(item => [item.key, JSON.stringify(item.value), item.environment ?? '-', item.service ?? '-', String(item.changed_in)])])) console.log(line);
}

async function set(key: string, text: string, options: ChangeOptions & { readonly text?: boolean }): Promise<void> {
  const api = await reach(options);
  const change = { key, value: options.text ? text : valueOfText(text), ...layerOf(options) };
  if (await planned(api, { changes: [change], ...freshOf(options) }, options)) return;
  const setting = await api.call(putSetting, { ...change, ...changeOf(options) });
  console.log(options.json ? JSON.stringify(setting) : `${key} is ${JSON.stringify(setting.value)} as of revision ${setting.revision}.`);
}

async function unset(key: string, options: ChangeOptions): Promise<void> {
  const api = await reach(options);
  if (await planned(api, { changes: [{ key, value: null, ...layerOf(options) }], ...freshOf(options) }, options)) return;
  await api.call(deleteSetting, { key, ...layerOf(options), ...changeOf(options) });
  console.log(options.json ? JSON.stringify({ key, ...layerOf(options) }) : `${key} has no value there any more.`);
}

async function apply(file: string, options: ChangeOptions): Promise<void> {
  const api = await reach(options);
  const given = await readJsonFile(file) as InputOf<typeof changeSettings>;
  const wanted = { ...(given.changes ? { changes: given.changes } : {}), ...(given.flags ? { flags: given.flags } : {}) };
  if (await planned(api, { ...wanted, ...freshOf(options) }, options)) return;
  const result = await api.call(changeSettings, { ...wanted, ...changeOf(options) });
  if (options.json) return console.log(JSON.stringify(result));
  for (const line of differenceLines(result.difference)) console.log(line);
  console.log(`This is revision ${result.revision}.`);
}

/** Revisions that are shown. */
const shown = 50;

async function history(key: string | undefined, options: Options & { readonly until?: number | string }): Promise<void> {
  const { items } = await (await reach(options)).call(listRevisions, { limit: shown, ...(key === undefined ? {} : { key }), ...(options.until === undefined ? {} : { until: options.until }) });
  if (options.json) return console.log(JSON.stringify({ items }));
  for (const line of alignedLines([['REVISION', 'AT', 'BY', 'APPROVED BY', 'NAMES', 'WHY'], ...items.map(({ approved_by, author, created_at, number, reason, tags }) => [String(number), created_at, author, approved_by ?? '-', tags.join(', ') || '-', reason ?? '-'])])) console.log(line);
}

async function diff(from: number | string, to: number | string | undefined, options: Options & { readonly key?: string }): Promise<void> {
  const compared = await (await reach(options)).call(compareRevisions, { from, ...(to === undefined ? {} : { to }), ...(options.key === undefined ? {} : { key: options.key }) });
  if (options.json) return console.log(JSON.stringify(compared));
  for (const line of differenceLines(compared.difference)) console.log(line);
}

async function rollback(number: number | string, options: ChangeOptions & { readonly key: readonly string[] }): Promise<void> {
  const api = await reach(options);
  const keys = options.key.length > 0 ? { keys: [...options.key] } : {};
  if (await planned(api, { rollback: { revision: number, ...keys }, ...freshOf(options) }, options)) return;
  const result = await api.call(rollBack, { number, ...keys, ...changeOf(options) });
  if (options.json) return console.log(JSON.stringify(result));
  for (const line of differenceLines(result.difference)) console.log(line);
  console.log(`This is revision ${result.revision}.`);
}

async function exportAll(file: string | undefined, options: Options & PastOptions): Promise<void> {
  const settings = await (await reach(options)).call(exportSettings, pastOf(options));
  const text = JSON.stringify({ changes: settings.changes }, null, 2);
  if (file === undefined) return console.log(text);
  await writeFile(file, `${text}\n`);
  console.log(options.json ? JSON.stringify({ file, revision: settings.revision, settings: settings.changes.length }) : `${file}: ${settings.changes.length} values as of revision ${settings.revision}.`);
}
