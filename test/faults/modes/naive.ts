import { heardOnce, storedAsSaid } from '../checks.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** The negative control: a reader of `seq > last`, sixteen writers and no fault at all. The checks must find what it loses. */
export async function naiveMode(scene: Scene, { events, progress }: { readonly events: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, wrong } = scene;
  await scene.fillAll();
  for (let part = 1; part <= 10 && wrong.length === 0; part += 1) {
    await scene.writeUpTo(Math.ceil((events * part) / 10));
    progress(part, 10, `${ledger.events} events`);
  }
  // The highest number of all is that of the last one, which nobody writes beside.
  scene.working('tells')[0]!.tell({ write: 20, atOnce: 1 });
  await comes(60_000, () => scene.hosts.every(({ owed }) => owed === 0));
  await comes(60_000, async () => {
    const [last] = await scene.teller.sql<{ event_id: string }>('select event_id from event_store order by seq desc limit 1');
    return (await scene.hearer.sql('select seq from effect where event_id = ?', last!.event_id)).length > 0;
  });
  const state = await scene.end();
  const found = [...wrong, ...storedAsSaid(ledger, state), ...heardOnce(state)];
  return { figures: { lost: found.filter(text => text.startsWith('lost')).length, ...loadFigures(ledger, state) }, violations: found };
}
