import { setTimeout as wait } from 'node:timers/promises';
import { violations } from '../checks.ts';
import { comes } from '../limited.ts';
import type { OwnBroker } from '../own-broker.ts';
import type { Random } from '../../running/random.ts';
import { loadFigures, type Outcome, type Progress } from '../report.ts';
import type { Scene } from '../scene.ts';

/** What is done to the broker; when it resolves, the broker can be reached again. */
type Fault = (broker: OwnBroker, random: Random) => Promise<void>;

const faults: Readonly<Record<'restarts' | 'cuts' | 'cuts while connections are set up', Fault>> = {
  async restarts({ server }, random) {
    await server.kill();
    await wait(random.below(1_000));
    await server.start();
  },
  async cuts({ proxy }) {
    proxy.cut();
  },
  async 'cuts while connections are set up'({ proxy }, random) {
    const before = proxy.connections;
    proxy.cutAfter = 50 + random.below(1_500);
    proxy.cut();
    await comes(10_000, () => proxy.connections >= before + 3);
    proxy.cutAfter = Infinity;
    proxy.cut();
  },
};

/** Milliseconds until the hearer has handled, and until the broker has, everything that was told before it could be reached again. */
async function resumed({ hearer, hosts, teller, wrong }: Scene): Promise<{ readonly handled: number; readonly published: number }> {
  const since = Date.now();
  const [{ events }] = await teller.sql<{ events: number }>('select count(*) as events from event_store') as [{ events: number }];
  let last = '', handledAfter = 0;
  const there = await comes(60_000, async () => {
    const [published] = await teller.sql<{ position: number }>("select position from event_subscriber where name = 'broker'");
    const [handled] = await hearer.sql<{ position: number }>("select position from event_subscription where source = 'thing'");
    if (handledAfter === 0 && Number(handled?.position ?? 0) >= Number(events)) handledAfter = Date.now() - since;
    last = `${events} events, published up to ${published?.position}, handled up to ${handled?.position}`;
    return wrong.length > 0 || (Number(published?.position ?? 0) >= Number(events) && Number(handled?.position ?? 0) >= Number(events));
  }, 50);
  if (!there) wrong.push(`events do not go on through the broker after 60 s: ${last}. ${hosts.map(({ errors, name }) => `${name}: ${errors}`).join('\n')}`);
  return { handled: handledAfter, published: Date.now() - since };
}

/** The broker is killed and started again, connections are cut, and cut again while they are set up, under load. */
export async function brokerMode(scene: Scene, { events, progress, times }: { readonly events: number; readonly times: number; readonly progress: Progress }): Promise<Outcome> {
  const { ledger, random, wrong } = scene;
  const broker = scene.broker!;
  const counts = { restarts: 0, cuts: 0, 'cuts while connections are set up': 0 };
  const took: number[] = [], held: number[] = [];
  await scene.fillAll();
  for (let time = 1; time <= times && wrong.length === 0; time += 1) {
    const missing = Math.max(20, Math.ceil((events * time) / times) - ledger.events);
    scene.write(Math.ceil(missing / 1.25));
    const enough = ledger.settled + random.below(missing);
    await comes(10_000, () => ledger.settled >= enough || scene.hosts.every(({ owed }) => owed === 0));
    const kind = time % 10 === 1 ? 'restarts' : random.pick(['cuts', 'cuts while connections are set up'] as const);
    counts[kind] += 1;
    await faults[kind](broker, random);
    const { handled, published } = await resumed(scene);
    took.push(handled);
    held.push(published);
    progress(time, times, `${ledger.events} events, went on after at most ${Math.max(...took)} ms`);
  }
  await scene.writeUpTo(events);
  await scene.rest();
  const state = await scene.end();
  const sorted = took.toSorted((a, b) => a - b);
  return {
    figures: { ...counts, 'ms until events went on, in the middle': sorted[Math.floor(sorted.length / 2)] ?? 0, 'ms at most': sorted.at(-1) ?? 0, 'ms until the broker had them, at most': Math.max(0, ...held), ...loadFigures(ledger, state) },
    violations: [...wrong, ...violations(ledger, state)],
  };
}
