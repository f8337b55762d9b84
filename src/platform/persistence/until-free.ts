import { setTimeout as wait } from 'node:timers/promises';
import { isBusy } from './database-errors.ts';

/** How long a command waits for others to end theirs, in milliseconds, whether in this process or another. */
const patience = 5_000;

/** A waiter's next try comes sooner the longer it has waited, so that nobody starves. */
const pause = (waited: number): number => Math.random() * Math.max(1, 20 - waited / 50);

/**
 * Does `work` on a SQLite database, again and again while others write to it, until five seconds after `asked`. A busy timeout of
 * SQLite's own would block the event loop meanwhile, and does not hold for everything: `journal_mode` fails at once.
 */
export async function untilFree<Result>(work: () => Result | Promise<Result>, asked = performance.now()): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const waited = performance.now() - asked;
      if (!isBusy(error) || waited > patience) throw error;
      await wait(pause(waited));
    }
  }
}
