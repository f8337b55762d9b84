import { median, perSecondRow, rounds } from '../harness/figures.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Events that are given positions';
export const how = 'One process appends rows to the events of a module on MariaDB, 16 connections of a bare driver, each row in a transaction of its own; another gives them their positions meanwhile. By the clock, from the first row to the last position; the peer is the same without anybody who gives positions. All of it, and MariaDB, on the cores of this machine.';

const figure = 'Events appended by 16 writers and given positions, MariaDB';

/** Events per second. */
export async function measure({ count = 20_000, roundCount, note }) {
  await using schemas = await openMariadb();
  if (!schemas) return [{ figure, ours: '', theirs: '', goal: 5_000, atLeast: true, unit: 'per s', missing: noMariadb }];
  const location = async module => JSON.stringify({ url: await schemas.url(module), pool: 10 });
  const stamped = await location('stamped');
  const sides = { stamped: await startWorker('write-stamped', 'workers/write-events.mjs', { BENCH_TELLER: stamped, BENCH_STAMPED: 'true' }), bare: await startWorker('write-bare', 'workers/write-events.mjs', { BENCH_TELLER: await location('bare') }) };
  const stamper = await startWorker('stamp', 'workers/stamp-events.mjs', { BENCH_TELLER: stamped });
  const figures = await rounds(roundCount, { stamped: async () => (await sides.stamped.round(count)).wall, bare: async () => (await sides.bare.round(count)).wall }, note);
  for (const worker of [...Object.values(sides), stamper]) await worker.stop();
  const row = perSecondRow(figure, figures.stamped, 5_000);
  return [{ ...row, ours: `${row.value.toFixed(0)} per s`, theirs: `${(1e6 / median(figures.bare)).toFixed(0)} per s` }];
}
