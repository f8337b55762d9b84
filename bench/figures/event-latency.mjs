import { join } from 'node:path';
import { median, rounds, spread } from '../harness/figures.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { noRabbitmq, openRabbitmq } from '../harness/rabbitmq.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'From a commit to what another module has made of it';
export const how = 'Fifty commands a second, each with one event that another module in the same process makes a row of, told of in the process or through RabbitMQ. Milliseconds from the end of the command\'s transaction to the end of that of the row.';

/** Milliseconds. */
export async function measure({ count = 500, roundCount, note }) {
  await using schemas = await openMariadb();
  await using names = await openRabbitmq();
  const file = module => JSON.stringify({ file: join(scratch, `event-latency-${module}.sqlite`) });
  const schema = async module => JSON.stringify({ url: await schemas.url(module), pool: 10 });
  const start = (name, teller, hearer, env = {}) => startWorker(name, 'workers/react-in-time.mjs', { BENCH_TELLER: teller, BENCH_HEARER: hearer, ...env });
  const workers = { 'SQLite, in process': await start('react-sqlite', file('thing'), file('hearer')) };
  if (schemas) workers['MariaDB, in process'] = await start('react-mariadb', await schema('thing'), await schema('hearer'));
  if (schemas && names) workers['MariaDB, through RabbitMQ'] = await start('react-rabbitmq', await schema('told'), await schema('heard'), names.env());
  const figures = await rounds(roundCount, Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, () => worker.round(count)])), note);
  for (const worker of Object.values(workers)) await worker.stop();
  const rows = (name, goal, missing) => {
    const figure = kind => `Commit to handler done, ${name}, ${kind}`;
    if (!figures[name]) return [{ figure: figure('p99'), ours: '', theirs: '', goal, unit: 'ms', missing }];
    const row = (kind, values, bound) => ({ figure: figure(kind), ours: '', theirs: '', value: median(values), spread: spread(values), goal: bound, unit: 'ms' });
    return [row('p99', figures[name].map(({ tail }) => tail), goal), row('median', figures[name].map(({ middle }) => middle))];
  };
  return [...rows('SQLite, in process', 30), ...rows('MariaDB, in process', 30, noMariadb), ...rows('MariaDB, through RabbitMQ', 80, schemas ? noRabbitmq : noMariadb)];
}
