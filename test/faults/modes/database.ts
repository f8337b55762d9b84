import { setTimeout as wait } from 'node:timers/promises';
import type { OwnMariaDb } from '../../running/own-mariadb.ts';
import { violations } from '../checks.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** SIGKILL of the database server while hosts write, give positions and handle; it starts again, they go on. */
export async function databaseMode(scene: Scene, server: OwnMariaDb, { events, progress, restarts }: { readonly events: number; readonly restarts: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, random, wrong } = scene;
  await scene.fillAll();
  for (let restart = 1; restart <= restarts && wrong.length === 0; restart += 1) {
    const missing = Math.max(50, Math.ceil((events * restart) / restarts) - ledger.events);
    const enough = ledger.events + 1 + random.below(missing);
    scene.write(missing);
    if (!await comes(60_000, () => ledger.events >= enough || scene.hosts.every(({ owed }) => owed === 0))) wrong.push('nobody writes');
    await wait(random.below(300));
    await server.kill();
    await wait(random.below(1_500));
    await server.start();
    progress(restart, restarts, `${ledger.events} events`);
  }
  await scene.writeUpTo(events);
  await scene.rest();
  const state = await scene.end();
  return { figures: { restarts, ...loadFigures(ledger, state) }, violations: [...wrong, ...violations(ledger, state)] };
}
