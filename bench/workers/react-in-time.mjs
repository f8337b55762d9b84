// Tells of things at a light rate and answers how long each took from its commit to the commit of what another module has made of it.
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { EventBus } from '@aurora/platform/events';
import { answerRounds } from '../harness/work.mjs';
import { quantile } from '../harness/open-loop.mjs';
import { makeThing, ThingChanged } from '@aurora/test/things';
import { context } from './context.mjs';
import { hear, openBroker, openHearer, openTeller, tell } from './event-modules.mjs';

/** Milliseconds between two commands. */
const interval = 20;

const bus = new EventBus();
const teller = await openTeller(process.env.BENCH_TELLER);
const hearer = await openHearer(process.env.BENCH_HEARER);
const committed = new Map();
const handled = new Map();
let uncommitted = [];

/** The hearer's database, where it is noted when a transaction of its work has been committed. */
const observed = { ...hearer, async openWorker(holder) {
  const connection = await hearer.openWorker(holder);
  const run = async (work, limit) => {
    const result = await connection.transactions.run(work, limit);
    for (const stream of uncommitted) handled.set(stream, performance.now());
    uncommitted = [];
    return result;
  };
  return Object.assign(Object.create(connection), { transactions: Object.assign(Object.create(connection.transactions), { run }), end: other => connection.end(other), close: () => connection.close() });
} };

const broker = openBroker(bus);
const events = await tell(teller, bus, broker);
await hear(observed, events.source, { bus, broker, heard: stream => { uncommitted.push(stream); } });

async function change() {
  const id = randomUUID();
  await teller.commands.run(context(randomUUIDv7()), 'make', { id }, async unit => {
    await unit.transaction.execute(makeThing, { id });
    unit.record(ThingChanged, { id, version: 1 }, { text: 'made' });
  });
  committed.set(`thing-${id}`, performance.now());
  events.committed();
}

answerRounds(async count => {
  committed.clear();
  handled.clear();
  for (let made = 0; made < count; made += 1) {
    await Promise.all([change(), new Promise(done => setTimeout(done, interval * (0.5 + Math.random())))]);
  }
  while (handled.size < count) await new Promise(done => setTimeout(done, 5));
  const latencies = Float64Array.from([...committed], ([stream, at]) => handled.get(stream) - at);
  return { tail: quantile(latencies, 0.99), middle: quantile(latencies, 0.5) };
});
