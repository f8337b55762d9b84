import { setTimeout as wait } from 'node:timers/promises';
import { gatewayContract } from '@aurora/gateway/contract';
import { storeAddress, type StorageStatus } from '@aurora/platform/contracts';
import type { Api } from '../cli/api.ts';
import { Ended, exit, UsageError } from '../cli/failure.ts';
import { size, StorageView } from '../cli/storage-view.ts';
import { alignedLines } from '../cli/table.ts';

export interface StoreOptions {
  /** Where the files are to go; undefined, back to where they came from. */
  readonly to: string | undefined;
  readonly cancel: boolean;
  readonly status: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const operations = gatewayContract.operations;
const beside = { prefix: '' };

/** Milliseconds between two looks at how far it is. */
const interval = 400;

/** Throws where a store cannot have this address; it is not repeated, for it may hold a secret. */
export function requireStoreAddress(address: string): void {
  if (!storeAddress.safeParse(address).success) throw new UsageError('--store must be local or s3://bucket?endpoint=…&region=…&prefix=…, without an account: credentials come from the environment of the hosts.');
}

/** Moves the files of a module to another store, or shows how far that is. */
export async function relocateStore(module: string, options: StoreOptions, connect: () => Promise<Api>, signal: AbortSignal): Promise<void> {
  if (options.to !== undefined) requireStoreAddress(options.to);
  const api = await connect();
  if (options.status) return print(await api.call(operations.getStorage, { module }, beside), options);
  if (options.cancel) return print(await api.call(operations.cancelStorageMove, { module }, beside), options);
  const to = options.to === undefined ? {} : { to: options.to };
  if (options.dryRun) return plan(await api.call(operations.checkStorage, { module, ...to }, beside), options);
  await follow(api, await api.call(operations.startStorageMove, { module, ...to }, beside), options, signal);
}

async function follow(api: Api, started: StorageStatus, { json, to }: StoreOptions, signal: AbortSignal): Promise<void> {
  const view = new StorageView();
  for (let status = started; ; status = await api.call(operations.getStorage, { module: started.module }, beside)) {
    const { move } = status;
    if (json) console.log(JSON.stringify(status));
    else view.show(status);
    if (move?.id !== started.move?.id || move?.stage !== 'copying') {
      view.end();
      return conclude(status, started, { back: to === undefined, json });
    }
    await wait(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new Ended(exit.interrupted);
  }
}

function conclude({ module, move, store }: StorageStatus, started: StorageStatus, { back, json }: { readonly back: boolean; readonly json: boolean }): void {
  if (move?.id !== started.move?.id || move?.stage !== 'arrived') {
    throw new Error(move?.stage === 'cancelled' ? `The move was given up; the files of ${module} stay at ${store}.` : `The files of ${module} stay at ${store}: ${move?.error ?? 'another move has begun'}`);
  }
  if (!json) console.log(`The files of ${module} are at ${store} now. What they left stays${back ? '.' : `: aurora relocate ${module} --store --back`}`);
}

function print(status: StorageStatus, { json }: StoreOptions): void {
  if (json) return console.log(JSON.stringify(status));
  const { module, move, origin, store } = status;
  const rows = [['module', module], ['store', store], ['came from', origin ?? '-'], ...(move ? [
    ['move', `${move.number}, to ${move.to}: ${move.stage}`], ['copied', `${move.copied.contents} of ${move.total.contents} contents, ${size(move.copied.bytes)} of ${size(move.total.bytes)}`],
    ...(move.waiting > 0 ? [['waiting', `${move.waiting} contents that came while it was switched`]] : []),
    ['started', `${move.started_at} by ${move.started_by}`], ...(move.error === null ? [] : [['error', move.error]])] : [])];
  for (const line of alignedLines(rows)) console.log(line);
}

function plan({ module, origin, store }: StorageStatus, { json, to }: StoreOptions): void {
  const target = to ?? origin!;
  if (json) return console.log(JSON.stringify({ module, from: store, to: target }));
  console.log([
    `The files of ${module} would go from ${store} to ${target}, which takes and gives back what it is given:`,
    '  1. each content is copied and read back, and its SHA-256 compared, while files come and go',
    '  2. when the store lacks none that a file has, it is the one in use: every host reads from there, and new files go there',
    '  3. what came to the old one meanwhile follows',
    `  4. what is left stays for aurora relocate ${module} --store --back`,
    'Nothing has been changed.',
  ].join('\n'));
}
