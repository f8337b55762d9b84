import { access, rename, rm } from 'node:fs/promises';
import { gatewayContract } from '@aurora/gateway/contract';
import type { EventsStatus, StoredEvent } from '@aurora/platform/events';
import type { Api } from '../cli/api.ts';
import { Ended, exit } from '../cli/failure.ts';
import type { Progress } from '../cli/progress.ts';
import { readArchive, syncFolderOf, writeArchive, type Archive } from './archive-file.ts';
import { boundOf, type Wanted } from './what-may-go.ts';

const operations = gatewayContract.operations;
const beside = { prefix: '' };

/** Events asked for at once. */
const page = 1_000;

export interface Archiving extends Wanted {
  readonly module: string;
  /** The file; by default one in this folder that is named after the events in it. */
  readonly to?: string;
  readonly signal: AbortSignal;
  /** Shows how far something has come that takes long. */
  readonly progress: (what: string) => Progress;
}

/** What has become of it. Without an archive there was nothing that may go; `holders` says why. */
export interface Archived {
  readonly archive?: Omit<Archive, 'parts'> & { readonly file: string };
  /** Events up to this position are gone from the module. */
  readonly pruned: number;
  readonly holders: readonly string[];
}

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

/**
 * Writes a module's events into a file here, and only when it is on the disk and has been read back lets them be removed there, part by
 * part, each by the digest of what is in the file. Whatever ends it, every event is here or there; run again, it goes on.
 */
export async function archiveEvents(api: Api, archiving: Archiving): Promise<Archived> {
  const { module, progress, signal, to, without } = archiving;
  const status = await statusOf(api, module);
  const { holders, through } = boundOf(status, archiving);
  const found = to !== undefined && await isThere(to);
  if (!found && through <= status.pruned) return { pruned: status.pruned, holders };
  const made = found ? { file: to, archive: await ofModule(to, to, module, status.pruned) } : await make(api, archiving, status, through);
  if (!made) return { pruned: status.pruned, holders: [] };
  const { parts, ...archive } = made.archive;
  let { pruned } = status;
  const removed = progress('removed');
  try {
    for (const part of parts.filter(one => one.through <= through)) {
      if (signal.aborted) throw new Ended(exit.interrupted);
      ({ pruned } = await api.call(operations.pruneEvents, { module, ...part, without: [...without] }, beside));
      removed.advance(part.through - part.after);
    }
  } finally {
    removed.stop();
  }
  return { archive: { ...archive, file: made.file }, pruned, holders };
}

async function statusOf(api: Api, module: string): Promise<EventsStatus> {
  const { away, items } = await api.call(operations.eventsStatus, {}, beside);
  const status = items.find(item => item.module === module);
  if (!status) throw new Error(away.includes(module) ? `${module} does not answer.` : `There is no module ${module}.`);
  return status;
}

async function ofModule(path: string, as: string, module: string, from: number): Promise<Archive> {
  const archive = await readArchive(path, as, from);
  if (archive.module !== module) throw new Error(`${path} holds events of ${archive.module}, not of ${module}.`);
  return archive;
}

/** Writes the file and reads it back; undefined where no event is old enough. */
async function make(api: Api, archiving: Archiving, { pruned }: EventsStatus, through: number): Promise<{ file: string; archive: Archive } | undefined> {
  const { module, progress, to } = archiving;
  const written = progress('written');
  const part = to === undefined ? `${module}-events-${pruned + 1}.part` : `${to}.part`;
  const as = to ?? 'events.jsonl.gz';
  try {
    await writeArchive(part, as, module, pruned, eventsUpTo(api, archiving, pruned, through, written));
    const archive = await ofModule(part, as, module, pruned);
    if (archive.events === 0) return undefined;
    const file = to ?? `${module}-events-${pruned + 1}-${archive.through}.jsonl.gz`;
    // One of the same events is left from a run that was cut off; one of others is not ours to overwrite.
    if (!await isThere(file)) {
      await rename(part, file);
      await syncFolderOf(file);
    } else if ((await ofModule(file, as, module, pruned)).sha256 !== archive.sha256) {
      throw new Error(`${file} holds other events; name another file with --to.`);
    }
    return { file, archive };
  } finally {
    written.stop();
    await rm(part, { force: true });
  }
}

async function* eventsUpTo(api: Api, { before, module, signal }: Archiving, after: number, through: number, written: Progress): AsyncGenerator<readonly StoredEvent[]> {
  for (let position = after; position < through;) {
    if (signal.aborted) throw new Ended(exit.interrupted);
    const { items } = await api.call(operations.listEvents, { module, after: position, limit: Math.min(page, through - position) }, beside);
    if (items[0]?.position !== position + 1) throw new Error(`The events of ${module} after ${position} are gone: has somebody else archived them?`);
    const young = before === undefined ? -1 : items.findIndex(({ timestamp }) => timestamp >= before);
    const old = young === -1 ? items : items.slice(0, young);
    if (old.length > 0) yield old;
    written.advance(old.length);
    if (young !== -1) return;
    position = items.at(-1)!.position;
  }
}
