// Handles events that another module has told of: from the first that has not been handled to the last.
import { sql } from 'kysely';
import { fillEvents } from '../harness/fill-events.mjs';
import { answerRounds } from '../harness/work.mjs';
import { handledUpTo, hear, openHearer, openTeller, tell } from './event-modules.mjs';

const teller = await openTeller(process.env.BENCH_TELLER);
const hearer = await openHearer(process.env.BENCH_HEARER);
const { log, source } = await tell(teller);
const run = statement => teller.transactions.run(transaction => transaction.query(sql.raw(statement)), 60_000);

answerRounds(async () => {
  const head = await log.head();
  const events = await hear(hearer, source);
  while (await handledUpTo(hearer) < head) await new Promise(done => setTimeout(done, 5));
  await events.stop();
}, async count => fillEvents(teller.dialect, run, await log.head(), count));
