import { setTimeout as wait } from 'node:timers/promises';
import { violations } from '../checks.ts';
import type { HostProcess } from '../host-process.ts';
import type { Work } from '../host/orders.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds in which another must have taken over; in which an armed holder must have come to a commit. */
const mostTime = 15_000, armTime = 10_000;

/** Lets the holder stand still: anywhere, or with a transaction that is to be committed. False: it has come to none. */
async function freeze(scene: Scene, host: HostProcess, work: Work, atCommit: boolean): Promise<boolean> {
  // On SQLite, who takes over ends it.
  if (scene.options.engine === 'sqlite') scene.mayEnd.add(host);
  if (!atCommit) {
    host.freeze();
    return true;
  }
  let still = false;
  scene.onArmed = armed => {
    if (armed !== host) return;
    host.stopped = true;
    still = true;
  };
  host.tell({ arm: 'SIGSTOP', work });
  scene.write(20);
  return comes(armTime, () => still);
}

/** Waits until another has the lease, while those who can write; the milliseconds that it took. */
async function takeover(scene: Scene, work: Work, host: HostProcess): Promise<number | undefined> {
  const since = Date.now();
  // There must be something to take over.
  const load = setInterval(() => scene.write(4), 300);
  const holder = (): HostProcess | undefined => scene.holder(work);
  const taken = await comes(mostTime, () => scene.wrong.length > 0 || (holder() !== undefined && holder() !== host));
  clearInterval(load);
  return taken ? Date.now() - since : undefined;
}

/** SIGSTOP of who holds a lease, until another has it, then SIGCONT: nothing of what it was at is committed. */
export async function stopMode(scene: Scene, { progress, stops }: { readonly stops: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, options, random, wrong } = scene;
  const works: readonly Work[] = options.engine === 'sqlite' ? ['handling'] : ['handling', 'stamping'];
  let longest = 0, inTransaction = 0, ended = 0;
  for (let stop = 1; stop <= stops && wrong.length === 0; stop += 1) {
    await scene.fillAll();
    await scene.rest();
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
    const milliseconds = await takeover(scene, work, host);
    if (milliseconds === undefined) wrong.push(`nobody has taken over ${work} from ${host.name} in ${mostTime / 1_000} s`);
    else longest = Math.max(longest, milliseconds);
    await wait(random.below(500));
    if (host.ended) ended += 1;
    else host.thaw();
    progress(stop, stops, `${ledger.events} events, takeover in at most ${longest} ms`);
  }
  await scene.fillAll();
  await scene.writeUpTo(ledger.events + 10);
  await scene.rest();
  const state = await scene.end();
  return {
    figures: { stops, 'right before a commit': inTransaction, 'ended by who took over': ended, 'ms for the longest takeover': longest, ...loadFigures(ledger, state) },
    violations: [...wrong, ...violations(ledger, state)],
  };
}
