import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gatewayContract } from '@aurora/gateway/contract';
import { placeReference, type RelocationStatus } from '@aurora/platform/contracts';
import { seemsReference } from '@aurora/platform/secrets';
import { moduleNames, readSettings } from '@aurora/platform/settings';
import { Argument, Command, Option } from 'commander';
import type { Api } from '../cli/api.ts';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { Ended, exit, UsageError } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { RelocationView } from '../cli/relocation-view.ts';
import { secretAt } from '../cli/secret-reference.ts';
import { alignedLines } from '../cli/table.ts';
import { keepSecret } from '../process/kept-secrets.ts';
import { relocateStore } from './relocate-store.ts';

type Options = ConnectionOptions & {
  readonly to?: string;
  /** True: the files are meant, and nothing is said of where they are to go. */
  readonly store?: string | true;
  readonly back?: boolean;
  readonly cancel?: boolean;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

const operations = gatewayContract.operations;
const beside = { prefix: '' };

/** Milliseconds between two looks at how far it is. */
const interval = 400;

/** `aurora relocate`: a module's database, or its files, go elsewhere while they are in use. */
export const relocateCommand = (): Command => withConnection(new Command('relocate'))
  .description('Moves the database of a module while it is in use: from its file to a server, from server to server, and back; with --store its files: from the local disk to S3, from store to store, and back. A host of the module does the work; ended, this command changes nothing, and run again it shows how far it is. The place that is left stays for --back.')
  .addArgument(new Argument('<module>').choices(moduleNames))
  .option('--to <place>', 'mysql://user:password@host:3306/schema (or mariadb:), env:VARIABLE, file:/path or enc:… that holds such an address, secret:<name> of one that is kept already, or embedded')
  .option('--store [place]', 'the files instead of the database: to local, or s3://bucket?endpoint=…&region=…&prefix=…; alone, with --back, --cancel or --status')
  .option('--back', 'to where the data came from, with what has been written since')
  .option('--cancel', 'give it up: the data stays where it is')
  .option('--status', 'show where the data is, and how far its relocation is')
  .option('--dry-run', 'check the place and print what would be done')
  .addOption(new Option('--json', 'print how far it is as lines of JSON'))
  .action(relocate);

async function relocate(module: string, options: Options): Promise<void> {
  const { store } = options;
  const asked = [options.to !== undefined, typeof store === 'string', options.back, options.cancel, options.status].filter(Boolean).length;
  if (asked !== 1 || (store !== undefined && options.to !== undefined)) throw new UsageError('Say one of --to <place>, --store <place>, --back, --cancel and --status; the last three with --store are about the files.');
  const { signal, stop } = onInterruption('The relocation goes on without this command; run it again to see how far it is, or with --cancel to give it up.');
  try {
    if (store !== undefined) {
      const { cancel = false, dryRun = false, json = false, status = false } = options;
      return await relocateStore(module, { to: store === true ? undefined : store, cancel, dryRun, json, status }, () => connect(options, signal), signal);
    }
    const api = await connect(options, signal);
    if (options.status) return print(await api.call(operations.getRelocation, { module }, beside), options);
    if (options.cancel) return print(await api.call(operations.cancelRelocation, { module }, beside), options);
    const to = options.to === undefined ? {} : { to: referenceOf(module, options.to) };
    if (options.dryRun) return plan(await api.call(operations.checkRelocation, { module, ...to }, beside), to.to, options);
    const started = await api.call(operations.startRelocation, { module, ...to }, beside);
    await follow(api, started, options, signal);
  } finally {
    stop();
  }
}

/** The reference by which a place is spoken of; an address is kept in the data folder first, and goes no further. */
function referenceOf(module: string, given: string): string {
  const referred = seemsReference(given);
  const address = referred ? secretAt(given) : given;
  const url = URL.parse(address);
  if (!url || !/^(?:mysql|mariadb):$/.test(url.protocol)) {
    if (referred || !placeReference.safeParse(given).success) throw new UsageError('--to must be an address such as mysql://user:password@host:3306/schema, env:VARIABLE, file:/path, enc:…, secret:<name> or embedded.');
    return given;
  }
  if (url.host === '' || url.pathname.length < 2) throw new UsageError('The address must name a server and a schema, as in mysql://user:password@host:3306/schema.');
  // The same place has the same name, so that the same command goes on with it.
  const name = `${module}-${createHash('sha256').update(`${url.host}${url.pathname} ${url.username}`).digest('hex').slice(0, 8)}`;
  // Encrypted it is kept as it is; the variable of another reference may be there for this command alone.
  keepSecret(readSettings(process.env).DATA_DIR, name, given.startsWith('enc:') ? given : address);
  return `secret:${name}`;
}

async function follow(api: Api, started: RelocationStatus, { back, json }: Options, signal: AbortSignal): Promise<void> {
  const view = new RelocationView();
  for (let status = started; ; status = await api.call(operations.getRelocation, { module: started.module }, beside)) {
    const { relocation } = status;
    if (json) console.log(JSON.stringify(status));
    else view.show(status);
    const ended = relocation?.id !== started.relocation?.id || !['copying', 'verifying', 'fenced'].includes(relocation?.stage ?? '');
    if (ended) {
      view.end();
      return conclude(status, started, { back: back === true, json: json === true });
    }
    await wait(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new Ended(exit.interrupted);
  }
}

function conclude({ address, module, relocation }: RelocationStatus, started: RelocationStatus, { back, json }: { readonly back: boolean; readonly json: boolean }): void {
  if (relocation?.id !== started.relocation?.id || relocation?.stage !== 'arrived') {
    throw new Error(relocation?.stage === 'cancelled' ? `The relocation was given up; the data of ${module} stays at ${address}.` : `The data of ${module} stays at ${address}: ${relocation?.error ?? 'another relocation has begun'}`);
  }
  if (!json) console.log(`The data of ${module} is at ${address} now; writes waited for ${relocation.pause_ms} ms. What it left stays${back ? '.' : `: aurora relocate ${module} --back`}`);
}

function print(status: RelocationStatus, { json }: Options): void {
  if (json) return console.log(JSON.stringify(status));
  const { address, module, origin, place, relocation } = status;
  const rows = [['module', module], ['place', place], ['address', address], ['came from', origin ?? '-'], ...(relocation ? [['relocation', `${relocation.number}, to ${relocation.to}: ${relocation.stage}`], ['started', `${relocation.started_at} by ${relocation.started_by}`], ...(relocation.error === null ? [] : [['error', relocation.error]])] : [])];
  for (const line of alignedLines(rows)) console.log(line);
  if (!relocation || relocation.tables.length === 0) return;
  console.log('');
  for (const line of alignedLines([['TABLE', 'ROWS', 'COPIED', ''], ...relocation.tables.map(({ copied, done, name, total }) => [name, String(total), String(copied), done ? 'done' : ''])])) console.log(line);
}

function plan({ address, module, origin, place, relocation }: RelocationStatus, to: string | undefined, { json }: Options): void {
  const cameBack = to === undefined && relocation?.stage === 'arrived' && relocation.back;
  const target = cameBack ? place : to ?? origin!;
  if (cameBack && !json) return console.log(`The data of ${module} has come back to ${address} (${place}) already: it would stay there.`);
  if (json) return console.log(JSON.stringify({ module, from: place, to: target }));
  console.log([
    `The data of ${module} would go from ${address} (${place}) to ${target}:`,
    '  1. tables are made at the target by the migrations of the module, unless an earlier relocation has left them there',
    '  2. rows are copied page by page and read back, while changes are noted by triggers and follow; a server makes the indexes of large tables after them',
    '  3. both places are compared',
    '  4. the tables are moved aside, so that writes wait; the last changes follow; every host goes on at the target',
    `  5. what is left stays for aurora relocate ${module} --back`,
    'Nothing has been changed.',
  ].join('\n'));
}
