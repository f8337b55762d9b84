import { join } from 'node:path';
import { median, rounds, spread } from '../harness/figures.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'From a commit to what another module has made of it';
export const how = 'Fifty commands a second, each with one event that another module in the same process makes a row of. Milliseconds from the end of the command\'s transaction to the end of that of the row.';

/** Milliseconds. */
export async function measure({ count = 500, roundCount, note }) {
  const sqlite = module => JSON.stringify({ file: join(scratch, `event-latency-${module}.sqlite`) });
  await using schemas = await openMariadb();
  const mariadb = async module => JSON.stringify({ url: await schemas.url(module), pool: 10 });
  const start = (name, teller, hearer) => startWorker(name, 'workers/react-in-time.mjs', { BENCH_TELLER: teller, BENCH_HEARER: hearer });
  const workers = { SQLite: await start('react-sqlite', sqlite('thing'), sqlite('hearer')) };
  if (schemas) workers.MariaDB = await start('react-mariadb', await mariadb('thing'), await mariadb('hearer'));
  const figures = await rounds(roundCount, Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, () => worker.round(count)])), note);
  for (const worker of Object.values(workers)) await worker.stop();
  const row = (name, kind, title, goal) => {
    const values = figures[name].map(round => round[kind]);
    return { figure: `Commit to handler done, in process, ${name}, ${title}`, ours: '', theirs: '', value: median(values), spread: spread(values), goal, unit: 'ms' };
  };
  return [
    row('SQLite', 'tail', 'p99', 30), row('SQLite', 'middle', 'median'),
    ...(schemas ? [row('MariaDB', 'tail', 'p99', 30), row('MariaDB', 'middle', 'median')] : [{ figure: 'Commit to handler done, in process, MariaDB, p99', ours: '', theirs: '', goal: 30, unit: 'ms', missing: noMariadb }]),
  ];
}
