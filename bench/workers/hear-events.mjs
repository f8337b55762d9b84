// Handles events that another module has told of, from the first that has not been handled to the last; where there is a broker, it has them.
import { EventBus } from '@aurora/platform/events';
import { sql } from 'kysely';
import { fillEvents } from '../harness/fill-events.mjs';
import { answerRounds } from '../harness/work.mjs';
import { handledUpTo, hear, openBroker, openHearer, openTeller, tell } from './event-modules.mjs';

const teller = await openTeller(process.env.BENCH_TELLER);
const hearer = await openHearer(process.env.BENCH_HEARER);
const bus = new EventBus();
const broker = openBroker(bus);
const { log, source } = await tell(teller, bus, broker);
// What is there before it begins is none of its business, however much.
await hearer.transactions.run(async transaction => transaction.query(sql`insert into event_subscription (source, position, fence, begun, updated_at) values ('thing', ${await log.head()}, 0, null, '2026-01-05T08:00:00.000Z')`));
const run = statement => teller.transactions.run(transaction => transaction.query(sql.raw(statement)), 60_000);

answerRounds(async () => {
  const head = await log.head();
  const events = await hear(hearer, source, { broker });
  while (await handledUpTo(hearer) < head) await new Promise(done => setTimeout(done, 5));
  await events.stop();
}, async count => {
  // What is told before the broker is there for the first time is not published.
  while (broker && !(await broker.unpublished()).has('thing')) await new Promise(done => setTimeout(done, 5));
  await fillEvents(teller.dialect, run, await log.head(), count);
  bus.wake('thing');
  while (broker && (await broker.unpublished()).get('thing') > 0) await new Promise(done => setTimeout(done, 5));
});
