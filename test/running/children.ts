import type { ChildProcess } from 'node:child_process';
import { afterAll } from '@jest/globals';

const living = new Set<ChildProcess>();

/** Kills what is left of the group that `child` leads. */
function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Sees to it that `child`, which leads a process group of its own, does not outlive the tests of this file, whatever happens. */
export function endWithTests(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
}

afterAll(() => { for (const child of living) killGroup(child); });
