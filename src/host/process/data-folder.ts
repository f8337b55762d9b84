import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** The folder of one deployment's embedded databases, files and keys, held by this process. */
export interface DataFolder {
  readonly path: string;
  /** Name of the deployment: the one that was set, or else one that was made up for it, by which processes can be started that belong to it. */
  readonly deployment: string;
  release(): void;
}

/** Names this process; its number would not do, since two containers may both be number 1. */
const self = randomUUID();

/** What the made up name of a deployment begins with. */
const unnamed = 'unnamed-';

interface Holder { readonly process: string; readonly pid: number; readonly deployment: string }

const holderIn = (lock: DatabaseSync): Holder | undefined => lock.prepare('select * from holder').get() as unknown as Holder | undefined;

/** Makes the folder and checks that this process may write in it. */
function prepare(path: string): void {
  try {
    mkdirSync(join(path, 'keys'), { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(`The data folder ${path} can't be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}. AURORA_DATA_DIR names another.`, error);
  }
}

const busy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;

/**
 * Holds the folder for as long as this process lives. The lock is a read transaction on a small SQLite file: the operating
 * system ends it with the process, however that dies. Who finds nobody else there writes down its deployment's name; hosts of
 * the same name may join it. `held`: the process that started this one holds it, and lives longer.
 */
export function openDataFolder(given: string, deployment: string | undefined, held = false): DataFolder {
  const path = resolve(given);
  prepare(path);
  if (held) return { path, deployment: deployment ?? '', release: () => undefined };
  const lock = new DatabaseSync(join(path, 'host.lock'), { timeout: 0 });
  try {
    for (;;) {
      if (deployment?.startsWith(unnamed)) {
        // The host that it belongs to must be able to start again while this process goes on.
        const joined = holderIn(lock)?.deployment === deployment;
        lock.close();
        if (!joined) throw new StartError(`The Aurora that this process was started for does not run in the data folder ${path} any more.`);
        return { path, deployment, release: () => undefined };
      }
      if (claim(lock, deployment)) continue;
      lock.exec('begin');
      const holder = holderIn(lock);
      const mine = holder !== undefined && (holder.process === self || (deployment !== undefined && holder.deployment === deployment));
      if (mine) return { path, deployment: holder.deployment, release: () => lock.close() };
      throw new StartError(`The data folder ${path} is in use by process ${holder?.pid ?? 'unknown'}. Stop it, name another folder in AURORA_DATA_DIR, or give both the same AURORA_DEPLOYMENT to run as hosts of one deployment.`);
    }
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Writes this process down as the holder if nobody holds the folder; true once it has been done anew. */
function claim(lock: DatabaseSync, deployment: string | undefined): boolean {
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    if (busy(error)) return false;
    throw error;
  }
  lock.exec('create table if not exists holder (process text not null, pid integer not null, deployment text)');
  const holder = holderIn(lock);
  const fresh = holder?.process !== self;
  if (fresh) {
    lock.exec('delete from holder');
    lock.prepare('insert into holder values (?, ?, ?)').run(self, process.pid, deployment ?? `${unnamed}${self}`);
  }
  lock.exec('commit');
  return fresh;
}
