import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { isBusy } from './database-errors.ts';
import { standingStill } from './process-identity.ts';

/** Milliseconds for which nobody must get to write, and between two tries: who works ends a transaction far sooner. */
const held = 1_000, pause = 40;

/** Whether a writer gets at the file now. */
function isFree(database: DatabaseSync): boolean {
  try {
    database.exec('begin immediate; rollback');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/** Whether nobody could write to the SQLite file for a second. */
async function isHeld(file: string): Promise<boolean> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    for (const end = performance.now() + held; performance.now() < end; await wait(pause * (0.5 + Math.random()))) {
      if (isFree(database)) return false;
    }
    return true;
  } finally {
    database.close();
  }
}

/**
 * Ends the process of that identity if it stands still and nobody can write to the SQLite file: the lock of its transaction is the operating
 * system's, and ends with it. Answers whether that was done.
 */
export async function endIfItBlocks(file: string, identity: string): Promise<boolean> {
  if (standingStill(identity) === undefined || !await isHeld(file)) return false;
  const pid = standingStill(identity);
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It is another user's, or has just ended.
    return false;
  }
}
