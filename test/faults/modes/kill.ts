import { setTimeout as wait } from 'node:timers/promises';
import { violations } from '../checks.ts';
import type { HostProcess } from '../host-process.ts';
import type { Work } from '../host/orders.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

const works: readonly Work[] = ['handling', 'stamping', 'publishing'];

/** Kills one who holds a lease with a transaction of its work done and not committed, if one comes to that. */
async function killAtCommit(scene: Scene, work: Work): Promise<HostProcess | undefined> {
  const host = scene.holder(work);
  if (!host?.ready) return undefined;
  scene.mayEnd.add(host);
  host.tell({ arm: 'SIGKILL', work });
  scene.write(10);
  return await comes(3_000, () => host.ended) ? host : undefined;
}

/** Anyone, at times one who has not started yet; half of the time one who holds a lease. */
function chooseVictim({ hosts, holder, random }: Pick<Scene, 'hosts' | 'random'> & { readonly holder: (work: Work) => HostProcess | undefined }): HostProcess {
  const holders = works.flatMap(work => holder(work) ?? []);
  if (holders.length > 0 && random.chance(0.5)) return random.pick(holders);
  const ready = hosts.filter(host => host.ready);
  return random.pick(ready.length === 0 || random.chance(0.1) ? hosts : ready);
}

/** SIGKILL of hosts, whatever they are at, while they write, give positions and handle; each is followed by another. */
export async function killMode(scene: Scene, { events, kills, progress }: { readonly events: number; readonly kills: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, random, wrong } = scene;
  await scene.fillAll();
  let holders = 0, atCommit = 0, owing = 0;
  for (let kill = 1; kill <= kills && wrong.length === 0; kill += 1) {
    await comes(60_000, () => scene.working('tells').length > 0 && scene.working('hears').length > 0);
    const missing = Math.ceil((events * kill) / kills) - ledger.events;
    if (missing > 0) scene.write(Math.ceil(missing / 1.25));
    const enough = ledger.settled + random.below(Math.max(1, missing));
    await comes(3_000, () => ledger.settled >= enough || scene.hosts.every(({ owed }) => owed === 0));
    const armed = random.chance(0.2) ? await killAtCommit(scene, random.pick(works)) : undefined;
    if (armed) atCommit += 1;
    else await wait(random.below(200));
    const victim = armed ?? chooseVictim({ hosts: scene.hosts, random, holder: work => scene.holder(work) });
    const held = armed !== undefined || works.some(work => scene.holder(work) === victim);
    if (victim.owed > 0) owing += 1;
    await scene.kill(victim);
    if (held) {
      holders += 1;
      if (random.chance(0.7)) await scene.hasten(victim);
    }
    scene.refill();
    progress(kill, kills, `${ledger.events} events`);
  }
  await scene.fillAll();
  await scene.writeUpTo(events);
  await scene.rest();
  const state = await scene.end();
  return { figures: { kills, 'while writing': owing, 'with a lease': holders, 'right before a commit': atCommit, ...loadFigures(ledger, state) }, violations: [...wrong, ...violations(ledger, state)] };
}
