import { join } from 'node:path';
import { perSecondRow, rounds } from '../harness/figures.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { noRabbitmq, openRabbitmq } from '../harness/rabbitmq.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Events handled by one subscriber';
export const how = 'A module that hears of another\'s events, both in one process, makes a row of each in its own database; it begins with all of them there, at RabbitMQ where that is between the two. By the clock, with what takes the lease.';

/** Events per second. */
export async function measure({ count = 20_000, roundCount, note }) {
  await using schemas = await openMariadb();
  await using names = await openRabbitmq();
  const file = module => JSON.stringify({ file: join(scratch, `events-handled-${module}.sqlite`) });
  const schema = async module => JSON.stringify({ url: await schemas.url(module), pool: 10 });
  const start = (name, teller, hearer, env = {}) => startWorker(name, 'workers/hear-events.mjs', { BENCH_TELLER: teller, BENCH_HEARER: hearer, ...env });
  const workers = { 'SQLite, in process': await start('hear-sqlite', file('thing'), file('hearer')) };
  if (schemas) workers['MariaDB, in process'] = await start('hear-mariadb', await schema('thing'), await schema('hearer'));
  if (schemas && names) workers['MariaDB, through RabbitMQ'] = await start('hear-rabbitmq', await schema('told'), await schema('heard'), names.env());
  const figures = await rounds(roundCount, Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, async () => (await worker.round(count)).wall])), note);
  for (const worker of Object.values(workers)) await worker.stop();
  const row = (name, goal, missing) => {
    const figure = `Events handled by one subscriber, ${name}`;
    return figures[name] ? perSecondRow(figure, figures[name], goal) : { figure, ours: '', theirs: '', goal, atLeast: true, unit: 'per s', missing };
  };
  return [row('SQLite, in process', 10_000), row('MariaDB, in process', undefined, noMariadb), row('MariaDB, through RabbitMQ', 5_000, schemas ? noRabbitmq : noMariadb)];
}
