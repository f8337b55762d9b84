import type { ChildProcess } from 'node:child_process';

const living = new Set<ChildProcess>();

/** Notes `child`, which leads a process group of its own, until it has ended: `killLiving` must find it. */
export function killWithUs(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
}

/** Kills what is left of the groups that are noted. */
export function killLiving(): void {
  for (const { pid } of living) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
