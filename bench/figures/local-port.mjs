import { join } from 'node:path';
import { differences, median, rounds, spread } from '../harness/figures.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Local port call';
export const how = 'Reads of one subject from SQLite with `NODE_ENV=production`: through the port that `hostModule` makes, and by calling the handler behind it. One process for each, CPU time; the value is the difference.';

/** CPU µs that the port adds to each call. */
export async function measure({ count = 100_000, roundCount, note }) {
  const worker = side => startWorker(`local-port-${side}`, 'workers/local-port.mjs', { BENCH_SIDE: side, BENCH_DATABASE: join(scratch, `local-port-${side}.sqlite`) });
  const [port, direct] = [await worker('port'), await worker('direct')];
  const figures = await rounds(roundCount, { port: async () => (await port.round(count)).cpu, direct: async () => (await direct.round(count)).cpu }, note);
  await port.stop();
  await direct.stop();
  const added = differences(figures.port, figures.direct);
  return [{ figure: 'What a local port adds to a direct function call', ours: `${median(figures.port).toFixed(1)} µs`, theirs: `${median(figures.direct).toFixed(1)} µs`, value: median(added), spread: spread(added), goal: 2, unit: 'µs' }];
}
