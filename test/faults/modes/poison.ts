import { violations } from '../checks.ts';
import { comes } from '../limited.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds in which the poison is parked on a busy machine. */
const parkTime = 150_000;

const isPoisoned = ({ stream_id }: { readonly stream_id: string }): boolean => stream_id === 'thing-t0';

/** As if the time until the next try had passed, and all tries but that many. */
async function hasten({ hearer }: Scene, tries: number): Promise<void> {
  await hearer.sql("update event_deferred set retry_at = '2000-01-01T00:00:00.000Z' where status = 'waiting'");
  await hearer.sql("update event_deferred set attempts = ? where status = 'waiting' and attempts between 1 and ?", 10 - tries, 10 - tries);
}

/** Where everything stands, for who looks into a run that did not come to its end. */
async function standing({ hearer, hosts, teller }: Scene): Promise<string> {
  const rows = {
    told: await teller.sql('select count(*) as events, count(position) as positions from event_store'),
    heard: await hearer.sql("select position from event_subscription where source = 'thing'"),
    kept: await hearer.sql('select stream_id, position, status, attempts, retry_at, error from event_deferred order by position limit 10'),
    leases: [...await teller.sql('select name, holder, fence, until from worker_lease'), ...await hearer.sql('select name, holder, fence, until from worker_lease')],
  };
  return `${JSON.stringify(rows)}\n${hosts.map(host => `${host.name} ${host.ready ? 'ready' : 'starting'}, owes ${host.owed}: ${host.errors.split('\n').slice(-6).join('\n')}`).join('\n')}`;
}

/** The head of the line must be parked, and all others must have had their effect, while the handler fails at one thing's events. */
async function onlyItWaits(scene: Scene): Promise<string[]> {
  const [stored] = await scene.teller.sql<{ events: number }>("select count(*) as events from event_store where stream_id != 'thing-t0'");
  const [effects] = await scene.hearer.sql<{ events: number }>("select count(*) as events from effect where stream_id != 'thing-t0'");
  const kept = await scene.hearer.sql<{ stream_id: string; attempts: number; position: number }>('select stream_id, attempts, position from event_deferred order by position');
  const others = kept.filter(row => !isPoisoned(row));
  const ill = await scene.hearer.sql("select seq from effect where stream_id = 'thing-t0'");
  return [
    ...(Number(stored!.events) === Number(effects!.events) ? [] : [`${effects!.events} effects of ${stored!.events} events that are not poison`]),
    ...others.map(({ position, stream_id }) => `${stream_id} at position ${position} is kept, and is not poison`),
    ...(ill.length === 0 ? [] : ['an effect of what has failed']),
    ...(kept.filter(row => isPoisoned(row) && row.attempts > 0).length <= 1 ? [] : ['an event behind the poison was tried']),
  ];
}

/** A handler that throws at, or dies of, the events of one thing: that one waits and is parked; when the handler is mended, everything goes on. */
export async function poisonMode(scene: Scene, { events, progress, tries }: { readonly events: number; readonly tries: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, options, wrong } = scene;
  const dies = options.poison?.does === 'die';
  const deaths = new Set<unknown>();
  const keepGoing = async (): Promise<void> => {
    for (const host of scene.hosts) if (dies) scene.mayEnd.add(host);
    for (const { host } of scene.slots) {
      if (!host?.ended || deaths.has(host)) continue;
      deaths.add(host);
      await scene.hasten(host);
    }
    scene.refill();
    await hasten(scene, tries);
  };
  await scene.fillAll();
  const isThere = async (): Promise<boolean> => (await scene.teller.sql("select event_id from event_store where stream_id = 'thing-t0' limit 1")).length > 0;
  // Things are changed at random: some hundred events may pass one by.
  while ((ledger.events < events || !await isThere()) && wrong.length === 0) {
    await keepGoing();
    scene.write(50);
    await comes(20_000, () => scene.hosts.every(({ owed }) => owed === 0) || scene.slots.some(({ host }) => host?.ended));
    progress(Math.min(events, ledger.events), events, `${deaths.size} hosts have died`);
  }
  const parked = async (): Promise<boolean> => {
    await keepGoing();
    const [waiting] = await scene.hearer.sql<{ events: number }>("select count(*) as events from event_deferred where status = 'parked'");
    const [row] = await scene.hearer.sql<{ position: number }>("select position from event_subscription where source = 'thing'");
    const [own] = await scene.teller.sql<{ events: number; positions: number }>('select count(*) as events, count(position) as positions from event_store');
    const [others] = await scene.hearer.sql<{ events: number }>("select count(*) as events from event_deferred where stream_id != 'thing-t0'");
    return wrong.length > 0 || (Number(waiting!.events) === 1 && Number(own!.events) === Number(own!.positions) && Number(row?.position ?? 0) === Number(own!.events) && Number(others!.events) === 0);
  };
  if (!await comes(parkTime, parked)) wrong.push(`the poison is not parked, or others wait: ${await standing(scene)}`);
  wrong.push(...await onlyItWaits(scene));
  const [waiting] = await scene.hearer.sql<{ events: number }>('select count(*) as events from event_deferred');
  scene.mend();
  for (const host of scene.hosts) await scene.kill(host);
  await scene.fillAll();
  await scene.hearer.sql("update event_deferred set status = 'waiting', attempts = 0 where status = 'parked'");
  await hasten(scene, tries);
  await scene.rest();
  const state = await scene.end();
  return { figures: { 'hosts died of it': deaths.size, 'events waited': Number(waiting!.events), ...loadFigures(ledger, state) }, violations: [...wrong, ...violations(ledger, state)] };
}
