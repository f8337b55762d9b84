import { setTimeout as wait } from 'node:timers/promises';
import { violations } from '../checks.ts';
import type { HostProcess } from '../host-process.ts';
import type { Work } from '../host/orders.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds in which another must have taken over. */
const mostTime = 15_000;

/** Lets the holder stand still: anywhere, or with a transaction that is to be committed. */
async function freeze(scene: Scene, host: HostProcess, work: Work, atCommit: boolean): Promise<boolean> {
  if (!atCommit) {
    host.freeze();
    return true;
  }
  const { promise, resolve } = Promise.withResolvers<boolean>();
  scene.onArmed = armed => {
    if (armed !== host) return;
    host.stopped = true;
    resolve(true);
  };
  host.tell({ arm: 'SIGSTOP', work });
  scene.write(20);
  const timer = setTimeout(() => resolve(false), 10_000);
  return promise.finally(() => clearTimeout(timer));
}

/** Whether nobody can write to the database of a work: on SQLite, who stands still in a transaction holds all of it. */
async function isHeld(scene: Scene, work: Work): Promise<boolean> {
  const database = work === 'handling' ? scene.hearer : scene.teller;
  return database.sql('update worker_lease set holder = holder').then(() => false, () => true);
}

/** SIGSTOP of who holds a lease, until another has it, then SIGCONT: nothing of what it was at is committed. */
export async function stopMode(scene: Scene, { progress, stops }: { readonly stops: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, options, random, wrong } = scene;
  const works: readonly Work[] = options.engine === 'sqlite' ? ['handling'] : ['handling', 'stamping'];
  await scene.fillAll();
  let longest = 0, inTransaction = 0, held = 0;
  for (let stop = 1; stop <= stops && wrong.length === 0; stop += 1) {
    scene.write(120);
    const work = works[stop % works.length]!, atCommit = stop % 4 < 2;
    if (!await comes(mostTime, () => scene.holder(work) !== undefined)) wrong.push(`nobody has the lease of ${work}`);
    const host = scene.holder(work);
    if (!host) break;
    await wait(random.below(300));
    if (!await freeze(scene, host, work, atCommit)) {
      wrong.push(`${host.name} has the lease of ${work} and does nothing: ${host.errors}`);
      break;
    }
    if (atCommit) inTransaction += 1;
    const since = Date.now();
    // The others write on, so that there is something to take over.
    const load = setInterval(() => scene.write(4), 300);
    const taken = await comes(mostTime, () => { const now = scene.holder(work); return now !== undefined && now !== host; });
    clearInterval(load);
    if (taken) longest = Math.max(longest, Date.now() - since);
    else if (options.engine === 'sqlite' && await isHeld(scene, work)) held += 1;
    else wrong.push(`nobody has taken over ${work} from ${host.name} in ${mostTime / 1_000} s`);
    await wait(random.below(500));
    host.thaw();
    progress(stop, stops, `${ledger.events} events, takeover in at most ${longest} ms`);
  }
  await scene.writeUpTo(ledger.events + 10);
  await scene.rest();
  const state = await scene.end();
  return {
    figures: { stops, 'in a transaction': inTransaction, 'with the whole file held': held, 'ms for the longest takeover': longest, ...loadFigures(ledger, state) },
    violations: [...wrong, ...violations(ledger, state)],
  };
}
