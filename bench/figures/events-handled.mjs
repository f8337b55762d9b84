import { join } from 'node:path';
import { perSecondRow, rounds } from '../harness/figures.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Events handled by one subscriber';
export const how = 'A module that hears of another\'s events, both in one process, makes a row of each in its own database; it begins with all of them there. By the clock, with what takes the lease.';

const row = (engine, walls, goal) => perSecondRow(`Events handled by one subscriber, ${engine}`, walls, goal);

/** Events per second. */
export async function measure({ count = 20_000, roundCount, note }) {
  const sqlite = module => JSON.stringify({ file: join(scratch, `events-handled-${module}.sqlite`) });
  await using schemas = await openMariadb();
  const mariadb = async module => JSON.stringify({ url: await schemas.url(module), pool: 10 });
  const workers = { 'SQLite in process': await startWorker('hear-sqlite', 'workers/hear-events.mjs', { BENCH_TELLER: sqlite('thing'), BENCH_HEARER: sqlite('hearer') }) };
  if (schemas) workers['MariaDB in process'] = await startWorker('hear-mariadb', 'workers/hear-events.mjs', { BENCH_TELLER: await mariadb('thing'), BENCH_HEARER: await mariadb('hearer') });
  const sides = Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, async () => (await worker.round(count)).wall]));
  const figures = await rounds(roundCount, sides, note);
  for (const worker of Object.values(workers)) await worker.stop();
  return [
    row('SQLite in process', figures['SQLite in process'], 10_000),
    schemas ? row('MariaDB in process', figures['MariaDB in process']) : { figure: 'Events handled by one subscriber, MariaDB in process', ours: '', theirs: '', missing: noMariadb },
  ];
}
