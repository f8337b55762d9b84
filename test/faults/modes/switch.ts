import { setTimeout as wait } from 'node:timers/promises';
import { violations } from '../checks.ts';
import { pipes } from '../host/orders.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** The subscriber's pipe is switched under load: by hosts that go on with another, some of them or all, and by hosts that are killed and followed by others. */
export async function switchMode(scene: Scene, { events, progress, switches }: { readonly events: number; readonly switches: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, random, wrong } = scene;
  await scene.fillAll();
  let restarts = 0;
  for (let count = 1; count <= switches && wrong.length === 0; count += 1) {
    if (!await comes(60_000, () => scene.working('hears').length > 0)) wrong.push('nobody hears');
    const missing = Math.max(20, Math.ceil((events * count) / switches) - ledger.events);
    scene.write(Math.ceil(missing / 1.25));
    const enough = ledger.settled + random.below(missing);
    await comes(10_000, () => ledger.settled >= enough || scene.hosts.every(({ owed }) => owed === 0));
    scene.pipe = random.pick(pipes.filter(pipe => pipe !== scene.pipe && (pipe !== 'rabbitmq' || scene.broker)));
    const hosts = scene.working('hears');
    if (hosts.length > 0 && random.chance(0.2)) {
      restarts += 1;
      await scene.kill(random.pick(hosts));
      scene.refill();
    }
    for (const host of scene.working('hears')) if (random.chance(0.7) || host === scene.holder('handling')) host.tell({ pipe: scene.pipe });
    if (!await comes(30_000, () => wrong.length > 0 || scene.hosts.every(({ switching }) => switching === 0))) wrong.push('a host does not come to hear through another pipe');
    await wait(random.below(200));
    progress(count, switches, `${ledger.events} events`);
  }
  await scene.fillAll();
  await scene.writeUpTo(events);
  await scene.rest();
  const state = await scene.end();
  return { figures: { switches, 'with a kill': restarts, ...loadFigures(ledger, state) }, violations: [...wrong, ...violations(ledger, state)] };
}
