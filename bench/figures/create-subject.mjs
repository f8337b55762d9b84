import { join } from 'node:path';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Create a subject';
export const how = 'Through the local port: command record, look for the same code, entity, event and stored answer in one transaction, ids in blocks; against MikroORM\'s `persist` and `flush` of the same entity alone, with an id given. Both on SQLite with the same table and indices, `journal_mode = wal` and `synchronous = full`; the clock also waits for the disk.';

/** CPU and wall time per subject. */
export async function measure({ count = 1_500, roundCount, note }) {
  const file = side => join(scratch, `create-subject-${side}.sqlite`);
  const migrate = await startWorker('create-subject-migrate', 'workers/create-subject.mjs', { BENCH_DATABASE: file('flush') });
  await migrate.stop();
  const [port, flush] = [
    await startWorker('create-subject-port', 'workers/create-subject.mjs', { BENCH_DATABASE: file('port') }),
    await startWorker('create-subject-flush', 'peers/mikro-orm.mjs', { BENCH_DATABASE: file('flush') }),
  ];
  const figures = await rounds(roundCount, { port: () => port.round(count), flush: () => flush.round(count) }, note);
  await port.stop();
  await flush.stop();
  const of = (side, kind) => figures[side].map(round => round[kind]);
  return [
    ratioRow('Create a subject against MikroORM\'s flush of one entity, CPU', of('port', 'cpu'), of('flush', 'cpu'), 1.3),
    ratioRow('Create a subject against MikroORM\'s flush of one entity, time that passes', of('port', 'wall'), of('flush', 'wall')),
  ];
}
